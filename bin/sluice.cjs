#!/usr/bin/env node
// The launcher: runs on any Node and says which one is needed. It is no module: Node's loader of those takes 1 ms to start.
'use strict'

const needed = 24
const found = Number(process.versions.node.split('.')[0])

if (found < needed) {
  process.stderr.write(
    `sluice: it needs Node ${needed} or newer; this is ${process.version} (${process.execPath})\n  hint: install a newer one from nodejs.org or your package manager, and run the same command again\n`,
  )
  process.exitCode = 2
} else {
  const args = process.argv.slice(2)
  // Scripts ask this often, and it needs nothing of the command.
  if (args[0] === '--version' || args[0] === '-V')
    process.stdout.on('error', () => {}).write(`sluice ${require('../package.json').version}\n`)
  else require('./compiled.cjs').load('main.cjs').main(args)
}
