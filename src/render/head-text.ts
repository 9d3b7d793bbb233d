// A head for people to look at.

import { safe } from './safe.ts'

/** The status line and a field a line, as received; on a terminal the line in bold and the names in a colour. */
export function headText(text: string, { terminal, color }: { terminal: boolean; color: boolean }): string {
  const [status = '', ...fields] = (terminal ? safe(text) : text).split(/\r?\n/)
  const lines = color
    ? [`\x1b[1m${status}\x1b[22m`, ...fields.map((line) => line.replace(/^[^:\s]+:/, '\x1b[36m$&\x1b[39m'))]
    : [status, ...fields]
  return `${lines.join('\n')}\n`
}
