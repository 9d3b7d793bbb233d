import assert from 'node:assert/strict'
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
    'worker_threads',
    'internal/fs/streams',
  ])
    assert.ok(!loaded.includes(`NativeModule ${slow}`), slow)
})

test('the version is said without the command', async () => {
  const loaded = await loadedBy('--version')
  assert.deepEqual(
    loaded.filter((name) => name.endsWith('main.cjs')),
    [],
  )
})
