import assert from 'node:assert/strict'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { isSluiceError } from '../errors.ts'
import { Header } from '../http/header.ts'
import type { ResponseHead } from '../http/response-parser.ts'
import { FileTarget } from './file.ts'
import type { FileOptions } from './file.ts'
import type { Interval } from './segments.ts'

const url = new URL('http://x/file?q=1')
const head: ResponseHead = {
  version: '1.1',
  status: 200,
  reason: 'OK',
  header: new Header([['ETag', '"v1"']]),
  offset: 0,
  size: 0,
  text: '',
  framing: { type: 'close' },
}

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'sluice-file-'))
  t.after(() => rmSync(path, { recursive: true }))
  return path
}

async function keep(path: string, text: string, options: FileOptions = {}): Promise<FileTarget> {
  const target = new FileTarget(path, options)
  await target.held(url)
  const sink = await target.open({ url, head, from: 0, total: text.length })
  await sink.write(Buffer.from(text))
  await sink.finish()
  return target
}

async function begin(path: string, text: string): Promise<FileTarget> {
  const target = new FileTarget(path)
  await target.held(url)
  const sink = await target.open({ url, head, from: 0, total: 1000 })
  await sink.write(Buffer.from(text))
  await sink.abandon()
  return target
}

test('a finished file stands alone under its name', async (t) => {
  const dir = folder(t)
  const target = await keep(join(dir, 'a'), 'content')
  assert.deepEqual(readdirSync(dir), ['a'])
  assert.deepEqual(target.kept, { path: join(dir, 'a'), bytes: 7 })
})

test('an old file stays while the new one comes, and when it fails', async (t) => {
  const path = join(folder(t), 'a')
  writeFileSync(path, 'old and good')
  await begin(path, 'new but')
  assert.equal(readFileSync(path, 'utf8'), 'old and good')
  assert.equal(readFileSync(`${path}.part`, 'utf8'), 'new but')
})

test('an abandoned part is held for the next run, with what it is of', async (t) => {
  const path = join(folder(t), 'a')
  await begin(path, 'half')
  const held = await new FileTarget(path).held(url)
  assert.deepEqual(held, { bytes: 4, overlap: 4, validators: { etag: '"v1"' }, total: 1000, path: `${path}.part` })
})

test('a part of another URL is not held, and stays', async (t) => {
  const path = join(folder(t), 'a')
  await begin(path, 'half')
  const target = new FileTarget(path)
  assert.equal(await target.held(new URL('http://x/other')), undefined)
  await target.abandon()
  assert.deepEqual(target.kept, { other: { part: `${path}.part`, url: url.href } })
  assert.equal((await new FileTarget(path).held(url))?.bytes, 4)
})

test("a part without a record is somebody else's, as a browser's, and stays", async (t) => {
  const path = join(folder(t), 'a')
  writeFileSync(`${path}.part`, 'of a browser')
  const target = new FileTarget(path)
  await target.held(url)
  const sink = await target.segments({ url, head, from: 0, total: 3 })
  await sink.at(0, 0).write(Buffer.from('new'))
  await sink.finish()
  assert.deepEqual(readdirSync(join(path, '..')), ['a', 'a.part'])
  assert.equal(readFileSync(`${path}.part`, 'utf8'), 'of a browser')
})

test('a name of 255 bytes is kept, also in two tries', async (t) => {
  const dir = folder(t)
  const name = `${'ä'.repeat(125)}x.tar`
  await begin(join(dir, name), 'half')
  assert.ok(readdirSync(dir).every((beside) => beside.endsWith('.tar.part') || beside.endsWith('.tar.part.json')))
  await keep(join(dir, name), 'whole')
  assert.deepEqual(readdirSync(dir), [name])
})

test('the record has no credentials and no fragment', async (t) => {
  const path = join(folder(t), 'a')
  const target = new FileTarget(path)
  await target.held(new URL('http://user:secret@x/file#part'))
  const sink = await target.open({ url, head, from: 0, total: 9 })
  await sink.write(Buffer.from('x'))
  await sink.abandon()
  const record = readFileSync(`${path}.part.json`, 'utf8')
  assert.equal(record.includes('secret'), false)
  assert.match(record, /"url":"http:\/\/x\/file"/)
})

test('what is held is compared with what comes again, and what differs is another file', async (t) => {
  const path = join(folder(t), 'a')
  await begin(path, 'abcdef')
  const going = new FileTarget(path)
  await going.held(url)
  const good = await going.open({ url, head, from: 2, total: 9 })
  await good.write(Buffer.from('cdefghi'))
  await good.finish()
  assert.equal(readFileSync(path, 'utf8'), 'abcdefghi')
  assert.equal(going.kept.resumedFrom, 6)

  await begin(path, 'abcdef')
  const other = new FileTarget(path)
  await other.held(url)
  const bad = await other.open({ url, head, from: 2, total: 9 })
  assert.throws(
    () => bad.write(Buffer.from('cdXf')),
    (error) => isSluiceError(error, 'changed-on-server') && /byte 4/.test(error.message),
  )
  await bad.abandon()
  assert.equal(readFileSync(path, 'utf8'), 'abcdefghi')
})

test('two at once on one name do not destroy each other: both end whole, the last one stays', async (t) => {
  const path = join(folder(t), 'a')
  const targets = [new FileTarget(path), new FileTarget(path)]
  const sinks = await Promise.all(targets.map((target) => target.open({ url, head, from: 0, total: 6 })))
  for (const piece of ['one', 'two'])
    for (const [i, sink] of sinks.entries()) await sink.write(Buffer.from(`${piece}${i}`))
  await sinks[0]!.finish()
  assert.equal(readFileSync(path, 'utf8'), 'one0two0')
  await sinks[1]!.finish()
  assert.equal(readFileSync(path, 'utf8'), 'one1two1')
  assert.deepEqual(readdirSync(join(path, '..')), ['a'])
})

test('a gap never passes for content: a part that was filled in several places is held up to its first gap', async (t) => {
  const path = join(folder(t), 'a')
  const filled = async (places: [from: number, length: number][]) => {
    const target = new FileTarget(path)
    await target.held(url)
    const segments = await target.segments({ url, head, from: 0, total: 1000 })
    for (const [from, length] of places) {
      const sink = segments.at(from, from)
      await sink.write(Buffer.from('y'.repeat(length)))
      await sink.finish()
    }
    const missing: Interval[] = [
      [places[0]![0] === 0 ? places[0]![1] : 0, 499],
      [600, 999],
    ]
    await segments.abandon(missing)
    const next = new FileTarget(path)
    const held = await next.held(url)
    await next.abandon()
    return held
  }
  assert.equal(await filled([[500, 100]]), undefined)
  const held = await filled([
    [0, 20],
    [500, 100],
  ])
  assert.equal(held?.bytes, 20)
  assert.deepEqual(held.missing, [
    [20, 499],
    [600, 999],
  ])
})

test('a replaced file keeps its permissions', async (t) => {
  const path = join(folder(t), 'a')
  writeFileSync(path, 'private')
  chmodSync(path, 0o600)
  await keep(path, 'still private')
  assert.equal(statSync(path).mode & 0o777, 0o600)
})

test("a link that the user named is followed, one under a server's name is replaced", async (t) => {
  const dir = folder(t)
  writeFileSync(join(dir, 'real'), 'old')
  symlinkSync('real', join(dir, 'link'))
  await keep(join(dir, 'link'), 'new')
  assert.equal(readlinkSync(join(dir, 'link')), 'real')
  assert.equal(readFileSync(join(dir, 'real'), 'utf8'), 'new')
  await keep(join(dir, 'link'), 'own', { untrustedName: true })
  assert.equal(readFileSync(join(dir, 'real'), 'utf8'), 'new')
  assert.equal(readFileSync(join(dir, 'link'), 'utf8'), 'own')
})

test('a link that leads to where there is nothing yet is followed too', async (t) => {
  const dir = folder(t)
  symlinkSync('real', join(dir, 'link'))
  symlinkSync('link', join(dir, 'other'))
  await keep(join(dir, 'other'), 'new')
  assert.deepEqual(readdirSync(dir), ['link', 'other', 'real'])
  assert.equal(readFileSync(join(dir, 'real'), 'utf8'), 'new')
  assert.ok(lstatSync(join(dir, 'other')).isSymbolicLink())
})

test('a link below a linked directory leads where the kernel says', async (t) => {
  const dir = folder(t)
  mkdirSync(join(dir, 'real', 'sub'), { recursive: true })
  mkdirSync(join(dir, 'cwd'))
  symlinkSync('../real/sub', join(dir, 'cwd', 'd'))
  symlinkSync('../target', join(dir, 'real', 'sub', 'link'))
  // The first time there is nothing yet, then there is a file.
  for (const text of ['first', 'second']) {
    await keep(join(dir, 'cwd', 'd', 'link'), text)
    assert.equal(readFileSync(join(dir, 'real', 'target'), 'utf8'), text)
    assert.deepEqual(readdirSync(join(dir, 'cwd')), ['d'])
    assert.deepEqual(readdirSync(join(dir, 'real')), ['sub', 'target'])
    assert.deepEqual(readdirSync(join(dir, 'real', 'sub')), ['link'])
  }
})

test('a link where the part should be is not followed', async (t) => {
  const dir = folder(t)
  writeFileSync(join(dir, 'victim'), 'precious')
  symlinkSync('victim', join(dir, 'a.part'))
  await keep(join(dir, 'a'), 'x')
  assert.equal(readFileSync(join(dir, 'victim'), 'utf8'), 'precious')
  assert.equal(lstatSync(join(dir, 'a')).isSymbolicLink(), false)
})

test('with noClobber a file that came meanwhile is not replaced', async (t) => {
  const path = join(folder(t), 'a')
  const target = new FileTarget(path, { noClobber: true })
  const sink = await target.open({ url, head, from: 0, total: 3 })
  await sink.write(Buffer.from('new'))
  writeFileSync(path, 'first')
  await assert.rejects(sink.finish(), (error) => isSluiceError(error, 'exists'))
  assert.equal(readFileSync(path, 'utf8'), 'first')
})

test('a directory is said to be one', async (t) => {
  await assert.rejects(
    keep(folder(t), 'x'),
    (error) => isSluiceError(error, 'write-failed') && /directory/.test(error.message),
  )
})

test('an existing file is taken for the beginning only when asked, and only a copy of it grows', async (t) => {
  const path = join(folder(t), 'a')
  writeFileSync(path, 'begin')
  assert.equal(await new FileTarget(path).held(url), undefined)
  rmSync(`${path}.part`, { force: true })
  rmSync(`${path}.part.json`, { force: true })
  const target = new FileTarget(path, { continueExisting: true })
  assert.equal((await target.held(url))?.bytes, 5)
  const sink = await target.open({ url, head, from: 5, total: 9 })
  await sink.write(Buffer.from('ning'))
  assert.equal(readFileSync(path, 'utf8'), 'begin')
  await sink.finish()
  assert.equal(readFileSync(path, 'utf8'), 'beginning')
  assert.equal(existsSync(`${path}.part`), false)
})
