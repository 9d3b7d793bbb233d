import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  brotliCompressSync,
  createGunzip,
  createZstdCompress,
  constants,
  deflateRawSync,
  deflateSync,
  gzipSync,
  zstdCompressSync,
} from 'node:zlib'
import { isSluiceError } from '../errors.ts'
import type { ErrorCode } from '../errors.ts'
import { BlockDecoder, blockSize } from './decode-block.ts'
import { StreamDecoder } from './decode-stream.ts'
import { decoded } from './decode.ts'
import type { DecodeOptions } from './decode.ts'
import type { Coding, Decoder } from './decoder.ts'
import { MemorySink } from './memory.ts'
import type { Sink } from './sink.ts'

// Compresses well in parts and badly in others, and is more than a block.
const text = Buffer.concat([
  Buffer.from('Whose woods these are I think I know. '.repeat(9000)),
  Buffer.from(Array.from({ length: 50_000 }, (_, i) => (i * i * 7919) >> 7)),
])

const encoders: Record<string, (bytes: Uint8Array) => Buffer> = {
  gzip: (bytes) => gzipSync(bytes),
  'x-gzip': (bytes) => gzipSync(bytes),
  deflate: (bytes) => deflateSync(bytes),
  br: (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
  zstd: (bytes) => zstdCompressSync(bytes),
}

const decoders: Record<string, (coding: Coding) => Decoder> = {
  'in this thread': (coding) => {
    const decoder = BlockDecoder.over(coding)
    assert.ok(decoder)
    return decoder
  },
  'through streams': (coding) => new StreamDecoder(coding),
}

/** Writes the parts and finishes; abandons and throws when that fails, as a retrieval does. */
async function decode(
  codings: string[],
  parts: Uint8Array[],
  options: DecodeOptions = {},
  next: Sink & { content: Uint8Array } = new MemorySink(),
) {
  const sink = await decoded(codings, next, options)
  try {
    for (const part of parts) await sink.write(part)
    await sink.finish()
  } catch (error) {
    await sink.abandon()
    throw error
  }
  return Buffer.from(next.content)
}

const fails = (code: ErrorCode) => (error: unknown) => isSluiceError(error, code)

const cutAt = (bytes: Uint8Array, at: number) => [bytes.subarray(0, at), bytes.subarray(at)]
const bytewise = (bytes: Uint8Array) => Array.from(bytes, (byte) => Uint8Array.of(byte))

test('this Node lets zlib be driven in this thread; without that, streams do it', () => {
  const coding = { name: 'gzip', stream: createGunzip(), emit: () => {} }
  assert.ok(BlockDecoder.over(coding), 'decode-block.ts has to be tried on this version, or to go')
  assert.equal(BlockDecoder.over(coding, '99.0.0'), undefined)
  const changed = Object.assign(createGunzip(), { _writeState: undefined })
  assert.equal(BlockDecoder.over({ ...coding, stream: changed }), undefined)
})

for (const [way, decoder] of Object.entries(decoders)) {
  test(`${way}: takes every coding off, however the bytes arrive`, async () => {
    for (const [coding, encode] of Object.entries(encoders)) {
      const encoded = encode(text)
      assert.deepEqual(await decode([coding], [encoded], { decoder }), text)
      assert.deepEqual(await decode([coding.toUpperCase()], cutAt(encoded, 1), { decoder }), text)
      assert.deepEqual(await decode([coding], cutAt(encoded, encoded.length - 1), { decoder }), text)
      const little = text.subarray(0, 100)
      assert.deepEqual(await decode([coding], bytewise(encode(little)), { decoder }), little)
      assert.deepEqual(await decode([coding], [encode(new Uint8Array(0))], { decoder }), Buffer.alloc(0))
    }
  })

  test(`${way}: deflate is the zlib format or, as some servers send it, the bare one`, async () => {
    const bare = deflateRawSync(text)
    assert.deepEqual(await decode(['deflate'], [bare], { decoder }), text)
    assert.deepEqual(await decode(['deflate'], bytewise(deflateRawSync('x')), { decoder }), Buffer.from('x'))
  })

  test(`${way}: several gzip members, and several zstd frames, are one content`, async () => {
    // Node 24's streams over zstd end with the first frame.
    const firstOnly = process.versions.node.startsWith('24.') && way === 'through streams'
    for (const coding of firstOnly ? ['gzip'] : ['gzip', 'zstd']) {
      const member = encoders[coding]!(Buffer.from('half'))
      const skippable = Buffer.from('502a4d1804000000736b6970', 'hex')
      const all = [...(coding === 'zstd' ? [skippable] : []), member, member]
      assert.equal((await decode([coding], all, { decoder })).toString(), 'halfhalf')
      assert.equal((await decode([coding], [Buffer.concat(all)], { decoder })).toString(), 'halfhalf')
    }
  })

  test(`${way}: several layers come off in the reverse of the order they were applied`, async () => {
    const layered = encoders.zstd!(encoders.gzip!(encoders.deflate!(text)))
    const codings = ['deflate', 'identity', 'gzip', 'zstd']
    assert.deepEqual(await decode(codings, [layered], { decoder }), text)
    assert.deepEqual(await decode(codings, cutAt(layered, 1), { decoder }), text)
  })

  test(`${way}: a coding that is cut anywhere is incomplete`, async () => {
    const little = text.subarray(0, 300)
    for (const [coding, encode] of Object.entries(encoders)) {
      const encoded = encode(little)
      for (let length = 1; length < encoded.length; length++)
        await assert.rejects(decode([coding], [encoded.subarray(0, length)], { decoder }), fails('incomplete'))
    }
    const second = Buffer.concat([gzipSync('a'), gzipSync('b').subarray(0, 9)])
    await assert.rejects(decode(['gzip'], [second], { decoder }), fails('incomplete'))
    await assert.rejects(
      decode(['gzip', 'br'], [brotliCompressSync(gzipSync('a').subarray(0, 9))], { decoder }),
      fails('incomplete'),
    )
  })

  test(`${way}: trailing garbage is refused, in the same read or in a later one`, async () => {
    for (const [coding, encode] of Object.entries({
      ...encoders,
      deflate: (bytes: Uint8Array) => deflateRawSync(bytes),
    })) {
      for (const garbage of ['JUNK', '\0\0', '\r\n']) {
        const encoded = encode(text)
        const parts = [encoded, Buffer.from(garbage)]
        await assert.rejects(decode([coding], parts, { decoder }), fails('bad-coding'), `${coding} ${garbage}`)
        await assert.rejects(decode([coding], [Buffer.concat(parts)], { decoder }), fails('bad-coding'))
      }
    }
  })

  test(`${way}: what is not in its coding is refused, and the sentence says which`, async () => {
    for (const coding of Object.keys(encoders))
      await assert.rejects(decode([coding], [Buffer.from('<html>not coded at all</html>')], { decoder }), (error) => {
        assert.ok(isSluiceError(error, 'bad-coding') && error.exit === 61)
        assert.match(error.message, new RegExp(`coding ${coding} says`))
        return true
      })
    const wrongSum = Buffer.from(gzipSync('x'))
    wrongSum[wrongSum.length - 8]! ^= 1
    await assert.rejects(decode(['gzip'], [wrongSum], { decoder }), fails('bad-coding'))
  })

  test(`${way}: a decompression bomb stops at the size allowed and goes on in bounded blocks`, async () => {
    const bomb = gzipSync(gzipSync(Buffer.alloc(64 * 1024 * 1024)))
    const next = new CountingSink()
    await assert.rejects(decode(['gzip', 'gzip'], [bomb], { decoder, maxSize: 1_000_000 }, next), (error) => {
      assert.ok(isSluiceError(error, 'too-large') && error.exit === 63)
      assert.deepEqual(error.facts.of, 'decoded')
      return true
    })
    assert.ok(next.total <= 1_000_000 && next.largest <= blockSize)
    assert.deepEqual(await decode(['br'], [encoders.br!(text)], { decoder, maxSize: text.length }), text)
  })

  test(`${way}: waits for a slow sink, and passes on what it fails with`, async () => {
    const slow = new SlowSink()
    const parts = cutAt(gzipSync(text), 20_000)
    assert.deepEqual(await decode(['gzip'], parts, { decoder }, slow), text)
    assert.equal(slow.overlapped, false)
    const fullAtOnce = Object.assign(new MemorySink(), {
      write: () => {
        throw new Error('disk full')
      },
    })
    const fullLater = Object.assign(new MemorySink(), { write: () => Promise.reject(new Error('disk full')) })
    for (const full of [fullAtOnce, fullLater])
      await assert.rejects(decode(['gzip'], parts, { decoder }, full), /disk full/)
  })

  test(`${way}: any bytes decode or fail by the table`, async () => {
    let state = 1
    const random = () => (state = (state * 48271) % 0x7fffffff)
    for (let round = 0; round < 300; round++) {
      const [coding, encode] = Object.entries(encoders)[random() % 5]!
      const damaged = Buffer.from(encode(text.subarray(0, random() % 2000)))
      for (let flips = random() % 4; flips >= 0; flips--) damaged[random() % damaged.length]! ^= 1 << (random() % 8)
      try {
        await decode([coding], [damaged.subarray(0, 1 + (random() % damaged.length))], { decoder })
      } catch (error) {
        assert.ok(isSluiceError(error, 'bad-coding') || isSluiceError(error, 'incomplete'), String(error))
      }
    }
  })
}

test('no codings is the sink itself; identity and none are no codings', async () => {
  const next = new MemorySink()
  assert.equal(await decoded([], next), next)
  assert.equal(await decoded(['identity', 'None'], next), next)
})

test('content of no bytes is nothing, whatever its coding', async () => {
  for (const coding of Object.keys(encoders)) assert.equal((await decode([coding], [])).length, 0)
  assert.equal((await decode(['gzip', 'br'], [new Uint8Array(0)])).length, 0)
})

test('a coding that nobody knows is refused before anything is written; where nothing comes it does not matter', async () => {
  for (const coding of ['compress', 'utf-8', 'gzip2', 'toString', '']) {
    const sink = new MemorySink()
    await assert.rejects(
      async () => (await decoded(['gzip', coding], sink)).write(gzipSync('x')),
      fails('unknown-coding'),
    )
    assert.equal(sink.content.length, 0)
    assert.equal((await decode(['gzip', coding], [])).length, 0)
  }
})

test('the number of codings is capped', async () => {
  const five = ['gzip', 'gzip', 'gzip', 'gzip', 'gzip']
  const encoded = five.reduce<Buffer>((bytes) => gzipSync(bytes), Buffer.from('deep'))
  assert.equal((await decode(five, [encoded])).toString(), 'deep')
  await assert.rejects(decoded([...five, 'gzip'], new MemorySink()), fails('bad-coding'))
})

test('zstd with a window larger than 8 MiB is refused (RFC 9659)', async () => {
  const encoder = createZstdCompress({ params: { [constants.ZSTD_c_windowLog]: 24 } })
  encoder.end(Buffer.alloc(100))
  const encoded = Buffer.concat(await encoder.toArray())
  await assert.rejects(decode(['zstd'], [encoded]), fails('bad-coding'))
})

test('finish and abandon go on to the sink, once', async () => {
  const calls: string[] = []
  const next: Sink = {
    write: () => {},
    finish: async () => void calls.push('finish'),
    abandon: async () => void calls.push('abandon'),
  }
  const sink = await decoded(['gzip', 'br'], next, { maxSize: 9 })
  await sink.abandon()
  const whole = await decoded(['gzip'], next)
  await whole.write(gzipSync('x'))
  await whole.finish()
  assert.deepEqual(calls, ['abandon', 'finish'])
})

class CountingSink extends MemorySink {
  total = 0
  largest = 0

  override write(bytes: Uint8Array): void {
    this.total += bytes.length
    this.largest = Math.max(this.largest, bytes.length)
  }
}

class SlowSink implements Sink {
  overlapped = false
  #busy = false
  readonly #memory = new MemorySink()

  get content(): Uint8Array {
    return this.#memory.content
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.overlapped ||= this.#busy
    this.#busy = true
    await new Promise((resolve) => setImmediate(resolve))
    this.#memory.write(bytes)
    this.#busy = false
  }

  async finish(): Promise<void> {}

  async abandon(): Promise<void> {}
}
