# fish completion of sonogenomics; made by `sonogenomics completion fish`
function __sonogenomics_words
    set -l typed (commandline -opc) (commandline -ct)
    $typed[1] completion words $typed[2..-1] 2>/dev/null | string match -v ''
end
complete -c sonogenomics -n 'count (__sonogenomics_words) >/dev/null' -f -a '(__sonogenomics_words)'
