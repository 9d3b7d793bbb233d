// sluice help [COMMAND]

import { command } from '../command.ts'
import { always } from '../flags.ts'
import { helpFor, overview } from '../help.ts'
import { find } from '../main.ts'

export const help = command({
  name: 'help',
  operands: '[COMMAND]',
  about: 'help for a command',
  groups: [always],
  async run({ operands: [name] }, { stdout }) {
    stdout.write(name === undefined ? overview() : helpFor(await find(name), stdout.columns))
    return 0
  },
})
