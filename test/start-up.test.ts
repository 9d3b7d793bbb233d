import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { startOrigin } from '../src/origin/origin.ts'
import type { Origin } from '../src/origin/origin.ts'
import { launcher, sluice } from './sluice.ts'

let origin: Origin
const folder = mkdtempSync(join(tmpdir(), 'sluice-'))
const telling = join(folder, 'telling.cjs')

before(async () => {
  origin = await startOrigin()
  const tell = `process.stderr.write(JSON.stringify([...process.moduleLoadList, ...Object.keys(require.cache)]))`
  writeFileSync(telling, `process.on('exit', () => ${tell})`)
})
after(async () => {
  await origin.close()
  rmSync(folder, { recursive: true })
})

// What is loaded for a command line: Node's own modules and files.
async function loadedBy(...args: string[]): Promise<string[]> {
  const { exit, stderr } = await sluice(args, { cwd: folder, through: [process.execPath, '-r', telling, launcher] })
  assert.equal(exit, 0, stderr)
  return JSON.parse(stderr) as string[]
}

test('a plain retrieval loads no package, and of Node only what it needs', async () => {
  const loaded = await loadedBy('get', '-q', `${origin.url}/cover3.jpg`)
  assert.deepEqual(
    loaded.filter((name) => name.includes('node_modules')),
    [],
  )
  assert.ok(loaded.includes('NativeModule net'))
  for (const slow of [
    'tls',
    'crypto',
    'zlib',
    'http',
    'dns/promises',
    'fs/promises',
    'perf_hooks',
    'worker_threads',
    'internal/fs/streams',
  ])
    assert.ok(!loaded.includes(`NativeModule ${slow}`), slow)
})

test('what V8 compiled at build time is taken by this V8, and refused by one with other flags, which compiles', () => {
  const compiled = join(import.meta.dirname, '../bin/compiled.cjs')
  const asks = `const { load, loaded } = require(${JSON.stringify(compiled)})
    for (const name of ['main.cjs', 'get.cjs', 'rest.cjs']) load(name)
    console.log([...loaded.values()].map(({ script }) => script.cachedDataRejected).join())`
  const refused = (...flags: string[]) =>
    execFileSync(process.execPath, [...flags, '-e', asks])
      .toString()
      .trim()
  assert.equal(refused(), 'false,false,false')
  assert.equal(refused('--no-sparkplug'), 'true,true,true')
})

test('the version is said without the command', async () => {
  const loaded = await loadedBy('--version')
  assert.deepEqual(
    loaded.filter((name) => name.endsWith('main.cjs')),
    [],
  )
})
