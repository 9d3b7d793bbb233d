import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isSluiceError } from '../errors.ts'
import { hashing, parseChecksum } from './hash.ts'
import { MemorySink } from './memory.ts'

// FIPS 180-2, appendix B.1.
const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'

test('hashes what it passes on, SHA-256 unless told otherwise', async () => {
  const next = new MemorySink()
  const sink = await hashing(next)
  for (const part of ['a', '', 'bc']) await sink.write(Buffer.from(part))
  assert.equal(sink.hex, undefined)
  await sink.finish()
  assert.equal(sink.hex, abc)
  assert.equal(Buffer.from(next.content).toString(), 'abc')
  const md5 = await hashing(new MemorySink(), { algorithm: 'md5' })
  await md5.finish()
  assert.equal(md5.hex, 'd41d8cd98f00b204e9800998ecf8427e')
})

test('what is there from an earlier try is hashed first', async () => {
  const sink = await hashing(new MemorySink(), { before: [Buffer.from('a'), Buffer.from('b')] })
  await sink.write(Buffer.from('c'))
  await sink.finish()
  assert.equal(sink.hex, abc)
})

test('a checksum that does not match is found before the content is put in place', async () => {
  const calls: string[] = []
  const next = Object.assign(new MemorySink(), { finish: async () => void calls.push('finish') })
  const checksum = await parseChecksum(`SHA-256:${abc.toUpperCase()}`)
  const wrong = await hashing(next, { checksum })
  await wrong.write(Buffer.from('abd'))
  await assert.rejects(wrong.finish(), (error) => isSluiceError(error, 'checksum-mismatch') && error.exit === 110)
  assert.deepEqual(calls, [])
  const right = await hashing(next, { checksum })
  await right.write(Buffer.from('abc'))
  await right.finish()
  assert.deepEqual(calls, ['finish'])
})

test('a checksum is ALGO:HEX of any algorithm that Node has, with all its digits', async () => {
  assert.deepEqual(await parseChecksum(`sha256:${abc}`), { algorithm: 'sha256', hex: abc })
  assert.equal((await parseChecksum(`sha512:${abc}${abc}`)).algorithm, 'sha512')
  for (const text of [
    '',
    abc,
    'sha256:',
    'sha256:abc',
    `sha257:${abc}`,
    `sha256:${abc}0`,
    `sha256:${abc.replace('b', 'g')}`,
  ])
    await assert.rejects(parseChecksum(text), (error) => isSluiceError(error, 'usage'))
})

test('abandon goes on to the sink', async () => {
  const calls: string[] = []
  const sink = await hashing(Object.assign(new MemorySink(), { abandon: async () => void calls.push('abandon') }))
  await sink.abandon()
  assert.deepEqual(calls, ['abandon'])
})
