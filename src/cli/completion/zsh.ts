// Completions for zsh: zshcompsys(1), "_arguments".

import type { Flag } from '../flag.ts'
import { valuesOf } from './table.ts'
import type { Completed, CommandRow } from './table.ts'

export function zshScript(rows: readonly CommandRow[]): string {
  return `#compdef sluice
# zsh completions for sluice, made by: sluice completion zsh
# To have them: source <(sluice completion zsh), after compinit; or as _sluice in a directory of $fpath.

_sluice() {
  local -a commands
  commands=(
${rows.map(({ name, about }) => `    ${quoted(`${name}:${about}`)}`).join('\n')}
  )
  if ((CURRENT == 2)); then
    _describe command commands
    return
  fi
  shift words
  ((CURRENT--))
  case $words[1] in
${rows.map(commandCase).join('\n')}
  esac
}

if [[ $funcstack[1] == _sluice ]]; then
  _sluice "$@"
else
  compdef _sluice sluice
fi
`
}

function commandCase({ name, flags, operands }: CommandRow): string {
  const specs = [...flags.map(([long, flag]) => spec(long, flag)), quoted(`*:operand:${action(operands)}`)]
  return `    ${name})
      _arguments -s -S \\
${specs.map((line) => `        ${line}`).join(' \\\n')}
      ;;`
}

// '(-o --output)'{-o+,--output=}'[about]:FILE:_files'
function spec(name: string, flag: Flag): string {
  const { short, repeat, about, value } = flag
  const values = valuesOf(flag)
  const long = `--${name}${values ? '=' : ''}`
  const times = repeat ? '*' : `(${short ? `-${short} ` : ''}--${name})`
  const rest = `[${escaped(about)}]${values ? `:${escaped(value ?? name)}:${action(values)}` : ''}`
  return short ? `${quoted(times)}{-${short}${values ? '+' : ''},${long}}${quoted(rest)}` : quoted(times + long + rest)
}

function action(values: Completed): string {
  if (values === 'files') return '_files'
  if (values === 'directories') return '_files -/'
  return values.length === 0 ? '' : `(${values.join(' ')})`
}

const escaped = (text: string) => text.replaceAll(/[[\]:\\]/g, '\\$&')

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`
