// The commands that read a document: where it comes from, what form it is printed in, what is wrong with it.

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { startOrigin } from '../src/origin/origin.ts'
import type { Origin } from '../src/origin/origin.ts'
import { namesIn, scratch } from './scratch.ts'
import { assertFailed, sluice, start } from './sluice.ts'

const page = `<!doctype html><title>Gates &amp; bytes</title>
<p>Water <b>is</b> high. <a href="two.html">Two</a> <a rel=nofollow href='http://example.org/?a=1&amp;b'>out</a>
<p><a href="two.html#end">Again, "two",\tand a tab</a> <img src=lock.jpg alt=Lock> <a href="http://[">none</a>`

suite('documents', () => {
  let origin: Origin
  let folder: string
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sluice-test-'))
    writeFileSync(join(folder, 'page.html'), page)
    writeFileSync(join(folder, 'plain.txt'), page)
    // The first 1,024 bytes are looked at together, for what they are in.
    writeFileSync(join(folder, 'long.html'), page.padEnd(2000))
    origin = await startOrigin({ dir: folder })
  })
  after(async () => {
    await origin.close()
    rmSync(folder, { recursive: true })
  })

  const ours = async (args: string[], input?: string) => {
    const run = await sluice(args, { cwd: folder, ...(input === undefined ? {} : { input }) })
    assert.equal(run.exit, 0, run.stderr)
    return run.stdout
  }

  suite('come from', () => {
    test('a URL, a file or standard input, and are the same', async () => {
      const expected = 'http://a.example/two.html\nhttp://example.org/?a=1&b\nhttp://a.example/two.html#end\n'
      const base = ['--base', 'http://a.example/']
      assert.equal(await ours(['links', ...base, `${origin.url}/page.html`]), expected)
      assert.equal(await ours(['links', ...base, 'page.html']), expected)
      assert.equal(await ours(['links', ...base, './page.html']), expected)
      assert.equal(await ours(['links', ...base, '-'], page), expected)
    })

    test('a URL after its redirects, where links start from', async () => {
      const { stdout } = await sluice(['links', `${origin.url}/x?to=/page.html`], { cwd: folder })
      assert.equal(stdout.split('\n')[0], `${origin.url}/two.html`)
    })

    test('a server that compresses, without being asked to say so', async () => {
      assert.equal(await ours(['count', 'a', `${origin.url}/page.html?gzip=asked`]), '4\n')
      assert.equal(await ours(['cat', '-r', '0-14', `${origin.url}/page.html`]), '<!doctype html>')
    })

    test('nowhere else', async () => {
      assertFailed(await sluice(['cat', 'file:///etc/passwd']), 1, /file: is not supported/, /http: and https:/)
      assertFailed(await sluice(['cat', './nothing.html'], { cwd: folder }), 26, /nothing\.html: there is no such file/)
      assertFailed(await sluice(['cat', '/'], { cwd: folder }), 26, /it is a directory/)
      assertFailed(
        await sluice(['cat', 'nothing.invalid'], { cwd: folder }),
        6,
        /no address/,
        /nor .* file nothing\.inv/,
      )
      assertFailed(await sluice(['cat', 'page.html', 'plain.txt'], { cwd: folder }), 2, /one document at a time/)
      assertFailed(await sluice(['words', `${origin.url}/nothing.html`]), 22, /404 Not Found/)
    })

    test('a slow server piece by piece: what has come is told while the rest is awaited', async () => {
      const { child, ended } = start(['links', `${origin.url}/long.html?stall=body+1500,60s`])
      let told = ''
      while (!told.includes('\n')) told += String((await once(child.stdout!, 'data'))[0])
      assert.equal(told.split('\n')[0], `${origin.url}/two.html`)
      child.kill('SIGINT')
      assert.equal((await ended).signal, 'SIGINT')
    })
  })

  suite('are printed', () => {
    test('as lines or NUL-ended', async () => {
      assert.equal(await ours(['grep', 'href="(.+?)"', 'page.html']), 'two.html\ntwo.html#end\nhttp://[\n')
      assert.equal(await ours(['grep', '-0', 'href="(.+?)"', 'page.html']), 'two.html\0two.html#end\0http://[\0')
      assert.equal(await ours(['words', '--top', '2', '--fold', '--strip', 'page.html']), '2\ttwo\n1\twater\n')
      assert.equal(await ours(['count', 'lines', 'words', 'p', 'page.html']), '3\tlines\n11\twords\n2\tp\n')
    })

    test('as NDJSON, CSV and TSV', async () => {
      const links = (form: string) => ours(['links', form, '--base', 'http://a.example/', 'page.html'])
      const rows = (await links('--ndjson'))
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as { url: string; text: string })
      assert.deepEqual(
        rows.map(({ url }) => url),
        ['http://a.example/two.html', 'http://example.org/?a=1&b', 'http://a.example/two.html#end'],
      )
      assert.equal(rows[2]!.text, 'Again, "two", and a tab')
      assert.equal(
        (await links('--csv')).split('\n')[3],
        'http://a.example/two.html#end,two.html#end,a,,"Again, ""two"", and a tab"',
      )
      assert.equal(
        (await links('--tsv')).split('\n')[2],
        'http://example.org/?a=1&b\thttp://example.org/?a=1&b\ta\tnofollow\tout',
      )
      assert.equal(
        (await ours(['tags', 'a', '--tsv', '--attr', 'href', '--attr', 'rel', 'page.html'])).split('\n')[2],
        'http://example.org/?a=1&b\tnofollow',
      )
    })

    test('as one JSON document, with what is known of the page', async () => {
      const read = async (...args: string[]) => JSON.parse(await ours(args)) as Record<string, unknown>
      const { tags, ...facts } = await read('tags', 'img', '--json', `${origin.url}/page.html`)
      assert.deepEqual(tags, [
        {
          name: 'img',
          attributes: { src: 'lock.jpg', alt: 'Lock' },
          markup: '<img src=lock.jpg alt=Lock>',
          contents: '',
          text: '',
          at: page.indexOf('<img'),
        },
      ])
      assert.deepEqual(facts, {
        schema: 1,
        source: `${origin.url}/page.html`,
        url: `${origin.url}/page.html`,
        content_type: 'text/html',
        kind: 'html',
        encoding: { name: 'windows-1252', source: 'default', guess: false },
        title: 'Gates & bytes',
        binary: false,
        bytes: page.length,
        notes: [],
        exit: 0,
        error: null,
      })
      assert.equal((await read('cat', '--json', 'page.html'))['text'], page)
      assert.deepEqual((await read('count', '--json', 'p', 'a', 'page.html'))['counts'], { p: 2, a: 4 })
    })

    test('as one JSON document after a failure too', async () => {
      const run = await sluice(['links', '--json', `${origin.url}/long.html?cut=body+1500`])
      const { links, exit, error } = JSON.parse(run.stdout) as {
        links: unknown[]
        exit: number
        error: { code: string }
      }
      assert.deepEqual([links.length, exit, error.code, run.exit], [3, 18, 'incomplete', 18])
    })

    test('in one form at a time', async () => {
      assertFailed(
        await sluice(['links', '--json', '--csv', 'page.html'], { cwd: folder }),
        2,
        /--json and --csv are two forms/,
      )
      assertFailed(
        await sluice(['words', '--book', '--json', 'page.html'], { cwd: folder }),
        2,
        /--book and --json are/,
      )
    })

    test('into a file, which is replaced when all is there and left alone when not', async (t) => {
      const cwd = scratch(t)
      const run = (query: string) => sluice(['links', '-o', 'links.txt', `${origin.url}/page.html${query}`], { cwd })
      assert.equal((await run('')).stdout, '')
      const good = readFileSync(join(cwd, 'links.txt'), 'utf8')
      assert.equal(good.split('\n').length, 4)
      assert.equal((await run('?cut=body+200')).exit, 18)
      assert.equal(readFileSync(join(cwd, 'links.txt'), 'utf8'), good)
      assert.deepEqual(namesIn(cwd), ['links.txt'])
    })

    test('and nothing at all is exit 0, or 1 when that is asked for', async () => {
      assert.equal(await ours(['tags', 'video', 'page.html']), '')
      for (const args of [
        ['tags', 'video'],
        ['grep', 'Fluss'],
        ['count', 'video'],
        ['links', '--match', 'ftp'],
      ])
        assert.equal((await sluice([...args, '--fail-empty', 'page.html'], { cwd: folder })).exit, 1)
    })
  })

  suite('are chosen from', () => {
    test('links: by host, pattern, once, counted', async () => {
      const url = `${origin.url}/page.html`
      const two = `${origin.url}/two.html`
      assert.equal(await ours(['links', '--internal', url]), `${two}\n${two}#end\n`)
      assert.equal(await ours(['links', '--external', url]), 'http://example.org/?a=1&b\n')
      assert.equal(await ours(['links', '--not', 'two', url]), 'http://example.org/?a=1&b\n')
      assert.equal(await ours(['links', '-u', '--no-fragment', '--match', 'two', url]), `${two}\n`)
      assert.equal(await ours(['links', '-c', '--no-fragment', '--match', 'two', url]), `2\t${two}\n`)
      assert.equal(await ours(['links', '--all', '--match', 'jpg', url]), `${origin.url}/lock.jpg\n`)
      assert.match(await ours(['links', '-l', url]), /^a\tnofollow\thttp:\/\/example\.org\/\?a=1&b\tout$/m)
      assert.equal(await ours(['links', '--raw', '--match', '^http', url]), 'http://example.org/?a=1&b\nhttp://[\n')
    })

    test('tags: by name or selector; text, contents, attributes', async () => {
      assert.equal(await ours(['tags', 'b', 'page.html']), '<b>is</b>\n')
      assert.equal(await ours(['tags', 'p:first-of-type b', '--html', 'page.html']), 'is\n')
      assert.equal(await ours(['tags', '--select', 'a[rel]', '--text', 'page.html']), 'out\n')
      assert.equal(await ours(['tags', 'title', '--text', 'page.html']), 'Gates & bytes\n')
      assertFailed(await sluice(['tags', 'a[', 'page.html'], { cwd: folder }), 2, /the selector a\[ cannot be read/)
    })

    test('text/plain has no tags', async () => {
      assert.equal(await ours(['count', 'p', `${origin.url}/plain.txt`]), '0\n')
      assert.equal(await ours(['count', 'p', 'plain.txt']), '0\n')
      assert.equal(await ours(['text', 'plain.txt']), page)
    })

    test('patterns that could hang are refused', async () => {
      assertFailed(await sluice(['grep', String.raw`(a)\1`, 'page.html'], { cwd: folder }), 2, /back-references/)
      assertFailed(await sluice(['grep', '[a[:digit:]]', 'page.html'], { cwd: folder }), 2, /\[:classes:\] are grep's/)
      assertFailed(await sluice(['grep']), 2, /there is no pattern/, /sluice grep PATTERN URL/)
    })
  })

  suite('tell of themselves', () => {
    const bytes = (...parts: (string | number[])[]) => Buffer.concat(parts.map((part) => Buffer.from(part as string)))

    test('what their characters are in, when that is a guess', async (t) => {
      const cwd = scratch(t)
      writeFileSync(join(cwd, 'latin.html'), bytes('Gr', [0xfc], 'n'))
      const guessed = await sluice(['cat', 'latin.html'], { cwd })
      assert.deepEqual([guessed.stdout, guessed.stderr.includes('read as windows-1252')], ['Grün', true])
      assert.equal((await sluice(['cat', '-q', 'latin.html'], { cwd })).stderr, '')
      const asked = await sluice(['cat', '--encoding', 'iso-8859-5', 'latin.html'], { cwd })
      assert.deepEqual([asked.stdout, asked.stderr], ['Grќn', ''])
      assertFailed(
        await sluice(['cat', '--encoding', 'klingon', 'latin.html'], { cwd }),
        2,
        /no encoding called klingon/,
      )
    })

    test('that they are no text, whatever they are called', async (t) => {
      const cwd = scratch(t)
      writeFileSync(join(cwd, 'it.html'), bytes('MZ', [0, 1, 2]))
      assert.match((await sluice(['links', 'it.html'], { cwd })).stderr, /does not look like text/)
    })

    test('which links are left out', async () => {
      assert.match(
        (await sluice(['links', `${origin.url}/page.html`])).stderr,
        /^1 link without an absolute URL left out/,
      )
    })

    test('which matches are left out', async () => {
      const long = `${'a'.repeat(70_000)} ${'a'.repeat(70_000)}`
      const { stderr } = await sluice(['grep', 'a+b', '-'], { input: long })
      assert.match(stderr, /^\d+ matches longer than \d+ characters left out$/m)
    })

    test('that they are too large', async () => {
      for (const source of [`${origin.url}/page.html`, 'page.html', '-']) {
        const run = await sluice(['links', '--max-filesize', '100', source], { cwd: folder, input: page })
        assertFailed(run, 63, /larger than --max-filesize 100/)
      }
    })
  })

  test('a second try begins anew while nothing was told, and is refused when something was', async () => {
    const retrying = ['--retry', '2', '--retry-delay', '0', '--retry-all-errors']
    const url = (n: number) => `${origin.url}/long.html?cut=body+1500&times=1&seed=${n}`
    assert.equal(await ours(['words', '--fold', '--strip', '--top', '1', ...retrying, url(1)]), '2\ttwo\n')
    assert.equal(
      (JSON.parse(await ours(['links', '-c', '--json', ...retrying, url(2)])) as { links: [] }).links.length,
      3,
    )
    assertFailed(await sluice(['cat', ...retrying, url(3)]), 36, /what was read of it is told already$/)
  })
})
