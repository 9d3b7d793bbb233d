// Every case served to the real curl: what it does too, and where we differ, the case says why.

import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { promisify } from 'node:util'
import { cases } from './cases.ts'
import type { Case } from './cases.ts'

const { stdout: version } = spawnSync('curl', ['--version'], { encoding: 'utf8' })
const skip = !version?.startsWith('curl 7.88.') && 'curl 7.88, with which the cases were compared, is not here'

test('curl 7.88 keeps and refuses the same, but where a case says why not', { skip }, async (t) => {
  for (const one of cases) await compare(t, one)
})

async function compare(t: TestContext, one: Case): Promise<void> {
  const { name, reply, becomes, curl } = one
  const kept = await curlKeeps(reply, one)
  await t.test(`a reply with ${name}${curl ? `, but: ${curl.because}` : ''}`, () => {
    assert.equal(kept, curl ? curl.keeps : 'content' in becomes ? becomes.content : null)
  })
}

// What curl writes of the reply, or null if it fails. A coding is undone and the status is as good as another.
async function curlKeeps(reply: string, { options = {} }: Case): Promise<string | null> {
  await using server = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => socket.end(reply, 'latin1'))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const flags = ['-qsS', '--noproxy', '*', '--max-time', '5', `http://127.0.0.1:${port}/`]
  if (options.http09) flags.push('--http0.9')
  if (options.raw) flags.push('--raw')
  if (options.ignoreContentLength) flags.push('--ignore-content-length')
  if (options.method === 'HEAD') flags.push('-I', '-o', '/dev/null')
  try {
    return (await promisify(execFile)('curl', flags, { encoding: 'latin1' })).stdout
  } catch {
    return null
  }
}
