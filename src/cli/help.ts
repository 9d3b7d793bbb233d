// Help texts, made from the tables.

import type { Command } from './command.ts'
import { commands } from './commands.ts'
import type { Flag } from './flag.ts'

/** What `sluice` alone says. */
export function overview(): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length))
  return [
    'sluice: retrieve over HTTP, and see it happen',
    '',
    'usage: sluice COMMAND [option…] [URL…]',
    '',
    ...Object.entries(commands).map(([name, { about }]) => `  ${name.padEnd(width)}  ${about}`),
    '',
    'sluice help COMMAND says more; sluice demo shows it without a network.',
    '',
  ].join('\n')
}

/** Help for one command, wrapped to `columns`. */
export function helpFor(command: Command, columns: number): string {
  const lines = [
    `sluice ${command.name}: ${command.about}`,
    '',
    `usage: sluice ${command.name} [option…] ${command.operands}`.trimEnd(),
    '',
  ]
  if (command.more) lines.push(...wrap(command.more, columns), '')
  for (const { title, flags } of command.groups) {
    lines.push(`${title}:`)
    for (const [name, flag] of Object.entries(flags)) lines.push(...flagLines(name, flag, columns))
    lines.push('')
  }
  for (const [line, does] of command.examples ?? []) lines.push(`  $ ${line}`, `      ${does}`)
  if (command.examples?.length) lines.push('')
  return lines.join('\n')
}

/** `-o, --output FILE`, as help and the man page show a flag. */
export function spelling(name: string, { short, value, kind }: Flag): string {
  return `${short ? `-${short}, ` : '    '}--${name}${kind === 'switch' ? '' : ` ${value ?? kind.toUpperCase()}`}`
}

const indent = 30

function flagLines(name: string, flag: Flag, columns: number): string[] {
  const left = `  ${spelling(name, flag)}`
  const [first = '', ...rest] = wrap(flag.about, Math.max(30, columns - indent))
  const more = rest.map((line) => `${' '.repeat(indent)}${line}`)
  return left.length < indent - 1
    ? [left.padEnd(indent) + first, ...more]
    : [left, `${' '.repeat(indent)}${first}`, ...more]
}

function wrap(text: string, columns: number): string[] {
  const lines: string[] = []
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1)
    if (last === undefined || last.length + 1 + word.length > columns) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines
}
