// Completions for fish: complete(1).

import { valuesOf } from './table.ts'
import type { Completed, CommandRow } from './table.ts'

export function fishScript(rows: readonly CommandRow[]): string {
  // A flag that several commands have in the same way is told once.
  const commandsOf = new Map<string, string[]>()
  for (const { name, flags, operands } of rows) {
    const lines = flags.map(([long, { short, about, ...flag }]) => {
      const letter = short ? `-s ${short} ` : ''
      const values = valuesOf({ ...flag, about })
      return `${letter}-l ${long} ${values ? `${value(values)} ` : ''}-d ${quoted(about)}`
    })
    if (operands.length > 0) lines.push(operand(operands))
    for (const line of lines) commandsOf.set(line, [...(commandsOf.get(line) ?? []), name])
  }
  return `# fish completions for sluice, made by: sluice completion fish
# To have them: sluice completion fish > ~/.config/fish/completions/sluice.fish

complete -c sluice -f
${rows.map(({ name, about }) => `complete -c sluice -n __fish_use_subcommand -a ${name} -d ${quoted(about)}`).join('\n')}
${[...commandsOf].map(([line, names]) => `complete -c sluice -n '__fish_seen_subcommand_from ${names.join(' ')}' ${line}`).join('\n')}
`
}

function value(values: Completed): string {
  if (values === 'files') return '-r -F'
  return values === 'directories' ? `-x -a '(__fish_complete_directories)'` : `-x${words(values)}`
}

function operand(values: Completed): string {
  if (values === 'files') return '-F'
  return values === 'directories' ? `-a '(__fish_complete_directories)'` : words(values).trim()
}

const words = (values: readonly string[]) => (values.length === 0 ? '' : ` -a '${values.join(' ')}'`)

const quoted = (text: string) => `'${text.replaceAll(/['\\]/g, '\\$&')}'`
