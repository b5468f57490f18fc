#compdef sonogenomics
# zsh completion of sonogenomics; made by `sonogenomics completion zsh`
_sonogenomics() {
    local -a found
    found=("${(@f)$("${words[1]}" completion words "${(@)words[2,CURRENT]}" 2>/dev/null)}")
    if [[ -n "${found[1]}" ]]; then
        compadd -Q -- "${found[@]}"
    else
        _files
    fi
}
if [[ "${funcstack[1]}" == _sonogenomics ]]; then
    _sonogenomics "$@"
else
    compdef _sonogenomics sonogenomics
fi
