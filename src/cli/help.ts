// Help texts, made from the tables.

import { wrap } from '../render/wrap.ts'
import type { Command, Output } from './command.ts'
import { commands, sections } from './commands.ts'
import type { Flag, FlagGroup } from './flag.ts'

type Page = Pick<Output, 'columns' | 'color'>

/** What `sluice` alone says. */
export function overview({ color }: Page): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length))
  const lines = ['sluice: retrieve over HTTP, and see it happen', '', 'usage: sluice COMMAND [option…] [URL…]', '']
  for (const [title, entries] of Object.entries(sections)) {
    lines.push(heading(title, color))
    for (const [name, { about }] of Object.entries(entries)) lines.push(`  ${name.padEnd(width)}  ${about}`)
    lines.push('')
  }
  lines.push('sluice help COMMAND says more; sluice demo shows it without a network.', '')
  return lines.join('\n')
}

/** Help for one command. */
export function helpFor(name: string, { operands, more, groups, examples = [] }: Command, page: Page): string {
  const columns = Math.min(page.columns, widest)
  const lines = [
    `sluice ${name}: ${commands[name]!.about}`,
    '',
    `usage: sluice ${name} [option…] ${operands}`.trimEnd(),
  ]
  for (const paragraph of more?.split('\n') ?? []) lines.push('', ...wrap(paragraph, columns))
  const [brief, full] = [groups.filter((group) => group.brief), groups.filter((group) => !group.brief)]
  for (const group of full) lines.push('', ...rows(group, page.color, columns))
  if (brief.length > 0) lines.push('', heading('As sluice help get explains', page.color), ...briefly(brief, columns))
  if (examples.length > 0) lines.push('', heading('Examples', page.color))
  for (const [line, does] of examples) lines.push(`  $ ${line}`, ...(does ? [`      ${does}`] : []))
  return `${lines.join('\n')}\n`
}

/** `-o, --output FILE`, as help and the man page show a flag. */
export function spelling(name: string, { short, value, kind }: Flag): string {
  return `${short ? `-${short}, ` : '    '}--${name}${kind === 'switch' ? '' : ` ${value ?? kind.toUpperCase()}`}`
}

/** Columns. Longer lines are hard to read, however wide the terminal is. */
const widest = 100

/** Where the explanations begin. */
const indent = 30

function rows({ title, flags }: FlagGroup, color: boolean, columns: number): string[] {
  return [heading(title, color), ...Object.entries(flags).flatMap(([name, flag]) => flagLines(name, flag, columns))]
}

// Groups that are explained elsewhere: their flags' names.
function briefly(groups: readonly FlagGroup[], columns: number): string[] {
  const width = Math.max(...groups.map(({ title }) => title.length)) + 4
  return groups.flatMap(({ title, flags }) => {
    const names = wrap(
      Object.keys(flags)
        .map((name) => `--${name}`)
        .join(', '),
      columns - width,
    )
    return names.map((line, n) => (n === 0 ? `  ${title}`.padEnd(width) : ' '.repeat(width)) + line)
  })
}

function flagLines(name: string, flag: Flag, columns: number): string[] {
  const left = `  ${spelling(name, flag)}`
  const [first = '', ...rest] = wrap(flag.about, Math.max(30, columns - indent))
  const more = rest.map((line) => `${' '.repeat(indent)}${line}`)
  return left.length < indent - 1
    ? [left.padEnd(indent) + first, ...more]
    : [left, `${' '.repeat(indent)}${first}`, ...more]
}

const heading = (title: string, color: boolean) => (color ? `\x1b[1m${title}\x1b[22m` : title)
