// sluice completion SHELL: a script that completes commands, flags and their values.

import { SluiceError } from '../../errors.ts'
import { command } from '../command.ts'
import { bashScript } from '../completion/bash.ts'
import { fishScript } from '../completion/fish.ts'
import { commandRows } from '../completion/table.ts'
import { zshScript } from '../completion/zsh.ts'
import { always } from '../flags.ts'

const shells: Readonly<Record<string, typeof bashScript>> = { bash: bashScript, zsh: zshScript, fish: fishScript }

export const completion = command({
  operands: 'bash|zsh|fish',
  groups: [always],
  examples: [
    ['source <(sluice completion bash)', 'in ~/.bashrc; with zsh in ~/.zshrc after compinit'],
    ['sluice completion fish > ~/.config/fish/completions/sluice.fish', ''],
  ],
  async run({ operands: [shell = '', ...others] }, { stdout }) {
    if (!Object.hasOwn(shells, shell) || others.length > 0)
      throw new SluiceError('usage', {
        problem:
          shell === '' ? 'there is no shell named' : `there are no completions for ${[shell, ...others].join(' ')}`,
        suggestion: `sluice completion ${Object.keys(shells).join('|')}`,
      })
    stdout.write(shells[shell]!(await commandRows()))
    return 0
  },
})
