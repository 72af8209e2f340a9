import { everyRule } from '../options.ts';
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
const bash: Offers = { words: (words) => `COMPREPLY=($(compgen -W "${words}" -- "$cur")); return`, files: 'return' };
const zsh: Offers = { words: (words) => `offered=(${words}); compadd -a offered; return`, files: '_files; return' };

/** Words of a list, in double quotes in bash; rules stand in a variable, once. */
function listed(choices: readonly string[], rules: string): string {
  return choices.map((choice) => (choice === everyRule ? rules : choice)).join(' ');
}
const bashRules = '$_sallyport_rules';
const zshRules = '${=_sallyport_rules}';

/** Cases of a shell's `case`: what flags take. */
function valueCases(root: Node, { words, files }: Offers, rules: string): readonly string[] {
  return nodesOf(root).flatMap((node) =>
    flagsOf(node)
      .filter(({ takesValue }) => takesValue)
      .map((flag) => {
        const names = namesOf(flag).map((name) => `'${node.path}/${name}'`);
        return `    ${names.join('|')}) ${flag.choices.length > 0 ? words(listed(flag.choices, rules)) : files} ;;`;
      }),
  );
}

function wordCases(root: Node, rules: string): readonly string[] {
  return nodesOf(root).map((node) => {
    const words = [...node.commands.map(lastWord), listed(node.choices, rules)].join(' ').trim();
    const flags = flagsOf(node).flatMap(namesOf).join(' ');
    return `    '${node.path}') words_="${words}"; flags_='${flags}' ;;`;
  });
}

/** `source <(sallyport completion bash)` */
export function bashScript(root: Node, rules: readonly string[]): string {
  return `# bash completion for sallyport: source <(sallyport completion bash)
_sallyport_rules='${rules.join(' ')}'
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
${valueCases(root, bash, bashRules).join('\n')}
  esac
  case "$cmd" in
${wordCases(root, bashRules).join('\n')}
  esac
  if [[ $cur == -* ]]; then words_=$flags_; fi
  COMPREPLY=($(compgen -W "$words_" -- "$cur"))
}
complete -o default -F _sallyport sallyport
`;
}

/** A file `_sallyport` in `$fpath`. */
export function zshScript(root: Node, rules: readonly string[]): string {
  return `#compdef sallyport
# zsh completion for sallyport: sallyport completion zsh > "\${fpath[1]}/_sallyport"
typeset -g _sallyport_rules='${rules.join(' ')}'
_sallyport() {
  local cur="\${words[CURRENT]}" prev="\${words[CURRENT-1]}" cmd='' word words_='' flags_=''
  local -a offered
  # --format=json is one word: what stands before its value is left as it is.
  if [[ "$cur" == --*=* ]]; then prev="\${cur%%=*}"; cur="\${cur#*=}"; compset -P '*='; fi
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$cmd/$word" in
${pathCases(root).join('\n')}
    esac
  done
  case "$cmd/$prev" in
${valueCases(root, zsh, zshRules).join('\n')}
  esac
  case "$cmd" in
${wordCases(root, bashRules).join('\n')}
  esac
  if [[ "$cur" == -* ]]; then compadd -- \${=flags_}
  elif [[ -n "$words_" ]]; then compadd -- \${=words_}
  else _files
  fi
}
if [ "\${funcstack[1]-}" = _sallyport ]; then _sallyport "$@"; else compdef _sallyport sallyport; fi
`;
}

/** `sallyport completion fish | source` */
export function fishScript(root: Node, rules: readonly string[]): string {
  const nodes = nodesOf(root);
  const lines = nodes.flatMap((node) => {
    const when = `'__sallyport_at ${node.path}'`;
    const words = fishWords(node.choices);
    return [
      ...node.commands.map(
        (below) => `complete -c sallyport -f -n ${when} -a ${lastWord(below)} -d ${fishText(below.summary)}`,
      ),
      ...(node.choices.length > 0 ? [`complete -c sallyport -f -n ${when} -a ${words}`] : []),
      ...flagsOf(node).map((flag) => fishFlag(flag, when)),
    ];
  });
  const paths = nodes.flatMap(({ path }) => (path === '' ? [] : [`'${path}'`]));
  return `# fish completion for sallyport: sallyport completion fish | source
function __sallyport_rules
    printf '%s\\n' ${rules.join(' ')}
end
# Is this the command that the words so far name? A file of a command's name is none.
function __sallyport_at
    set -l at ''
    for word in (commandline -opc)
        set -l next (string trim -- "$at $word")
        contains -- $next ${paths.join(' ')}; and set at $next
    end
    test "$at" = "$argv"
end
${lines.join('\n')}
`;
}

function fishFlag({ long, short, summary, takesValue, choices }: Flag, when: string): string {
  const value = takesValue ? (choices.length > 0 ? ` -x -a ${fishWords(choices)}` : ' -r') : '';
  const name = `-l ${long.slice(2)}${short === undefined ? '' : ` -s ${short.slice(1)}`}`;
  return `complete -c sallyport -n ${when} ${name}${value} -d ${fishText(summary)}`;
}

function fishWords(choices: readonly string[]): string {
  return `'${listed(choices, '(__sallyport_rules)')}'`;
}

function fishText(text: string): string {
  return `'${text.replace(/\s+/g, ' ').replace(/[\\']/g, '\\$&')}'`;
}
