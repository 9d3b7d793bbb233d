// sluice help [COMMAND]

import { command } from '../command.ts'
import { find } from '../commands.ts'
import { always } from '../flags.ts'
import { helpFor, overview } from '../help.ts'

export const help = command({
  operands: '[COMMAND]',
  most: 1,
  groups: [always],
  async run({ operands: [name] }, { stdout }) {
    stdout.write(name === undefined ? overview(stdout) : helpFor(name, await find(name), stdout))
    return 0
  },
})
