# bash completion of sonogenomics; made by `sonogenomics completion bash`
_sonogenomics() {
    local line="${COMP_LINE:0:COMP_POINT}" current typed words
    read -ra typed <<< "$line"
    [[ "$line" == *[[:space:]] ]] && typed+=("")
    current="${typed[-1]}"
    mapfile -t words < <("${typed[0]}" completion words "${typed[@]:1}" 2>/dev/null)
    # bash parts words at : and @ too, and replaces only what follows the last of them
    local whole="${COMP_WORDS[COMP_CWORD]}" head=""
    if [[ "$current" != "$whole" && "$current" == *"$whole" ]]; then
        head="${current%"$whole"}"
    elif [[ "$current" == *[:@=] ]]; then
        head="$current"
    fi
    COMPREPLY=()
    local word
    for word in "${words[@]}"; do
        [[ -n "$word" ]] && COMPREPLY+=("${word#"$head"}")
    done
}
complete -o default -F _sonogenomics sonogenomics
