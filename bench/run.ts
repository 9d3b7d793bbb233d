// The benchmark: `npm run bench -- [row…] [--runs N] [--size SIZE] [--json] [--list]`.
//
// Each row is one piece of work, done by sluice and by its peers in turn, in one run: on a machine that is never quiet
// only such figures can be compared. bench/rows/ has a file a row.

import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { compare } from './compare.ts'
import type { Result } from './compare.ts'
import { versions } from './contestants.ts'
import { launcher } from './launcher.ts'
import type { Bed, Row } from './row.ts'
import { startServers } from './servers.ts'
import { section } from './table.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string' },
    size: { type: 'string', default: '2048' },
    json: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
  },
})

const rowsDirectory = join(import.meta.dirname, 'rows')
const names = readdirSync(rowsDirectory).map((file) => file.replace(/\.ts$/, ''))
const print = (text: string) => process.stdout.write(`${text}\n`)

if (values.list) for (const name of names) print(`${name.padEnd(14)} ${(await load(name)).about}`)
else await run(positionals.length > 0 ? positionals : names)

async function load(name: string): Promise<Row> {
  if (!names.includes(name)) throw new Error(`there is no row ${name}; there are ${names.join(', ')}`)
  return ((await import(join(rowsDirectory, `${name}.ts`))) as { row: Row }).row
}

async function run(chosen: string[]): Promise<void> {
  const rows = await Promise.all(chosen.map(async (name) => [name, await load(name)] as const))
  if (!existsSync(join(import.meta.dirname, '../dist/cli/main.cjs'))) throw new Error('npm run build comes first')
  const { found, missing } = versions()
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'processor'}`
  const facts = Object.entries(found).map(([name, version]) => `${name} ${version}`)
  if (!values.json) print(`${machine}; ${facts.join(', ')}\n`)
  if (missing.length > 0) process.stderr.write(`not installed: ${missing.join(', ')}\n`)
  const results: Result[] = []
  await withBed(async (bed, own) => {
    for (const [name, row] of rows) {
      const result = await compare(name, row, bed, own, values.runs === undefined ? undefined : Number(values.runs))
      results.push(result)
      if (!values.json) print(section(result))
    }
  })
  if (values.json) print(JSON.stringify({ machine, versions: found, missing, results }, null, 2))
}

async function withBed(use: (bed: Bed, own: ReturnType<typeof launcher>) => Promise<void>): Promise<void> {
  const memory = mkdtempSync('/dev/shm/sluice-bench-')
  const disk = mkdtempSync(join(tmpdir(), 'sluice-bench-'))
  const served = join(memory, 'served')
  mkdirSync(served)
  chmodSync(served, 0o755)
  const stops: (() => void)[] = []
  // However it ends, nothing stays: neither a server nor a directory.
  process.once('exit', () => {
    for (const stop of stops.splice(0)) stop()
    for (const directory of [memory, disk]) rmSync(directory, { recursive: true, force: true })
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1))
  const own = launcher({ PATH: process.env['PATH'] ?? '', HOME: memory, LC_ALL: 'C.UTF-8' })
  stops.push(() => own.stop())
  const servers = await startServers(memory, served, (stop) => stops.push(stop))
  await use({ size: Number(values.size) * 1024 * 1024, memory, served, disk, servers }, own)
  for (const stop of stops.splice(0)) stop()
}
