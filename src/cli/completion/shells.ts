import { nodesOf, type Flag, type Node } from './tree.ts';

const help: Flag = { long: '--help', short: '-h', summary: 'display help', takesValue: false, choices: [] };
const flagsOf = ({ flags }: Node): readonly Flag[] => [...flags, help];
const namesOf = ({ long, short }: Flag): readonly string[] => [long, ...(short === undefined ? [] : [short])];
const lastWord = ({ path }: Node): string => path.split(' ').at(-1) ?? '';

/** Cases of a shell's `case`: which command the words so far name. */
function pathCases(root: Node): readonly string[] {
  return nodesOf(root).flatMap((node) =>
    node.commands.map((below) => `      '${node.path}/${lastWord(below)}') cmd='${below.path}' ;;`),
  );
}

/** How a shell's script offers words, and files. */
interface Offers {
  readonly words: (words: string) => string;
  readonly files: string;
}
const bash: Offers = { words: (words) => `COMPREPLY=($(compgen -W '${words}' -- "$cur")); return`, files: 'return' };
const zsh: Offers = { words: (words) => `compadd -- ${words}; return`, files: '_files; return' };

/** Cases of a shell's `case`: what flags take. */
function valueCases(root: Node, { words, files }: Offers): readonly string[] {
  return nodesOf(root).flatMap((node) =>
    flagsOf(node)
      .filter(({ takesValue }) => takesValue)
      .map((flag) => {
        const names = namesOf(flag).map((name) => `'${node.path}/${name}'`);
        return `    ${names.join('|')}) ${flag.choices.length > 0 ? words(flag.choices.join(' ')) : files} ;;`;
      }),
  );
}

function wordCases(root: Node): readonly string[] {
  return nodesOf(root).map((node) => {
    const words = [...node.commands.map(lastWord), ...node.choices].join(' ');
    const flags = flagsOf(node).flatMap(namesOf).join(' ');
    return `    '${node.path}') words_='${words}'; flags_='${flags}' ;;`;
  });
}

/** `source <(sallyport completion bash)` */
export function bashScript(root: Node): string {
  return `# bash completion for sallyport: source <(sallyport completion bash)
_sallyport() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} cmd='' word words_='' flags_=''
  COMPREPLY=()
  # --format=json comes as three words.
  if [[ $prev == = ]]; then prev=\${COMP_WORDS[COMP_CWORD-2]}; fi
  if [[ $cur == = ]]; then cur=''; fi
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$cmd/$word" in
${pathCases(root).join('\n')}
    esac
  done
  case "$cmd/$prev" in
${valueCases(root, bash).join('\n')}
  esac
  case "$cmd" in
${wordCases(root).join('\n')}
  esac
  if [[ $cur == -* ]]; then words_=$flags_; fi
  COMPREPLY=($(compgen -W "$words_" -- "$cur"))
}
complete -o default -F _sallyport sallyport
`;
}

/** A file `_sallyport` in `$fpath`. */
export function zshScript(root: Node): string {
  return `#compdef sallyport
# zsh completion for sallyport: sallyport completion zsh > "\${fpath[1]}/_sallyport"
_sallyport() {
  local cur="\${words[CURRENT]}" prev="\${words[CURRENT-1]}" cmd='' word words_='' flags_=''
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$cmd/$word" in
${pathCases(root).join('\n')}
    esac
  done
  case "$cmd/$prev" in
${valueCases(root, zsh).join('\n')}
  esac
  case "$cmd" in
${wordCases(root).join('\n')}
  esac
  if [[ "$cur" == -* ]]; then compadd -- \${=flags_}
  elif [[ -n "$words_" ]]; then compadd -- \${=words_}
  else _files
  fi
}
if [ "$funcstack[1]" = _sallyport ]; then _sallyport "$@"; else compdef _sallyport sallyport; fi
`;
}

/** `sallyport completion fish | source` */
export function fishScript(root: Node): string {
  const lines = nodesOf(root).flatMap((node) => {
    const when = conditionOf(node);
    return [
      ...node.commands.map(
        (below) => `complete -c sallyport -f -n ${when} -a ${lastWord(below)} -d ${fishText(below.summary)}`,
      ),
      ...node.choices.map((choice) => `complete -c sallyport -f -n ${when} -a ${choice}`),
      ...flagsOf(node).map((flag) => fishFlag(flag, when)),
    ];
  });
  return `# fish completion for sallyport: sallyport completion fish | source\n${lines.join('\n')}\n`;
}

/** When a command's own words and flags are due. */
function conditionOf({ path, commands }: Node): string {
  if (path === '') return '__fish_use_subcommand';
  const seen = path
    .split(' ')
    .map((word) => `__fish_seen_subcommand_from ${word}`)
    .join('; and ');
  const names = commands.map(lastWord).join(' ');
  return names === '' ? `'${seen}'` : `'${seen}; and not __fish_seen_subcommand_from ${names}'`;
}

function fishFlag({ long, short, summary, takesValue, choices }: Flag, when: string): string {
  const value = takesValue ? (choices.length > 0 ? ` -x -a '${choices.join(' ')}'` : ' -r') : '';
  const name = `-l ${long.slice(2)}${short === undefined ? '' : ` -s ${short.slice(1)}`}`;
  return `complete -c sallyport -n ${when} ${name}${value} -d ${fishText(summary)}`;
}

function fishText(text: string): string {
  return `'${text.replace(/\s+/g, ' ').replace(/[\\']/g, '\\$&')}'`;
}
