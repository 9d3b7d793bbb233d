// The programs of the chapter's second half, beside ours, on the same server. Theirs are written here, in our words.

import assert from 'node:assert/strict'
import { execFile, execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { promisify } from 'node:util'
import { startOrigin } from '../src/origin/origin.ts'
import type { Origin } from '../src/origin/origin.ts'
import { findAll, unless } from './programs.ts'
import { scratch } from './scratch.ts'
import { environment, sluice } from './sluice.ts'

const get = `
import re, sys, urllib.request
answer = urllib.request.urlopen(sys.argv[1])
`
const soup = `${get}
from bs4 import BeautifulSoup
tags = BeautifulSoup(answer.read(), 'html.parser')('a')
`

const programs = {
  'urllib1.py': `${get}
for line in answer:
    print(line.decode().strip())
`,
  'urlwords.py': `${get}
counts = {}
for line in answer:
    for word in line.decode().split():
        counts[word] = counts.get(word, 0) + 1
print(counts)
`,
  'urlregex.py': `${get}
for link in re.findall(b'href="(http[s]?://.*?)"', answer.read()):
    print(link.decode())
`,
  'urllinks.py': `${soup}
for tag in tags:
    print(tag.get('href', None))
`,
  'urllink2.py': `${soup}
for tag in tags:
    print('TAG:', tag)
    print('URL:', tag.get('href', None))
    print('Contents:', tag.contents[0])
    print('Attrs:', tag.attrs)
`,
}

const pages = ['/', '/page1.htm', '/notes/relative.html']

const pythons = findAll('python3')
const withSoup = pythons.find((python) => {
  try {
    execFileSync(python, ['-c', 'import bs4'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})

suite("the chapter's programs", () => {
  let origin: Origin
  before(async () => void (origin = await startOrigin()))
  after(() => origin.close())

  const python = unless(pythons[0], 'python3 is not installed')
  const beautifulSoup = unless(withSoup, 'no python3 here has BeautifulSoup')

  const theirs = async (t: { after: (then: () => void) => void }, name: keyof typeof programs, path: string) => {
    const file = join(scratch(t), name)
    writeFileSync(file, programs[name])
    const program = name.startsWith('urllink') ? withSoup! : pythons[0]!
    const env = environment({ PYTHONIOENCODING: 'utf-8' })
    const { stdout, stderr } = await promisify(execFile)(program, [file, origin.url + path], { env }).catch(
      (error: { stdout: string; stderr: string }) => error,
    )
    return { stdout, stderr }
  }
  const ours = async (...args: string[]) => {
    const run = await sluice(args)
    assert.equal(run.exit, 0, run.stderr)
    return run.stdout
  }
  const stripped = (text: string) =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => line.trim())

  test('urllib1.py is cat, which goes on where that stops', { skip: python }, async (t) => {
    for (const path of ['/romeo.txt', ...pages]) {
      const { stdout } = await theirs(t, 'urllib1.py', path)
      assert.deepEqual(stripped(await ours('cat', origin.url + path)), stripped(stdout), path)
    }
    // A page in ISO-8859-1, which it says of itself.
    const { stdout, stderr } = await theirs(t, 'urllib1.py', '/poems/stille.html')
    const whole = stripped(await ours('cat', `${origin.url}/poems/stille.html`))
    assert.match(stderr, /UnicodeDecodeError/)
    assert.deepEqual(whole.slice(0, stripped(stdout).length), stripped(stdout))
    assert.ok(whole.includes('Glatte Fläche rings umher.</p>'))
  })

  test('urlwords.py is words --book --source', { skip: python }, async (t) => {
    for (const path of ['/romeo.txt', ...pages]) {
      const { stdout } = await theirs(t, 'urlwords.py', path)
      assert.equal(await ours('words', '--book', '--source', origin.url + path), stdout, path)
    }
  })

  test(
    'urlregex.py is grep with its pattern, and the links of links --regex that it found',
    { skip: python },
    async (t) => {
      for (const path of pages) {
        const { stdout } = await theirs(t, 'urlregex.py', path)
        assert.equal(await ours('grep', 'href="(http[s]?://.*?)"', origin.url + path), stdout, path)
        const rows = (await ours('links', '--regex', origin.url + path)).trimEnd().split('\n')
        const hits = rows.filter((row) => /^(found|wrong)\t/.test(row)).map((row) => row.split('\t')[1])
        assert.deepEqual(hits, stdout === '' ? [] : stdout.trimEnd().split('\n'), path)
      }
    },
  )

  test('urllinks.py is links --raw, but for its None', { skip: beautifulSoup }, async (t) => {
    for (const path of pages) {
      const { stdout } = await theirs(t, 'urllinks.py', path)
      assert.equal(await ours('links', '--raw', origin.url + path), stdout.replaceAll(/^None\n/gm, ''), path)
    }
  })

  test('urllink2.py is tags --book a, which goes on where that stops', { skip: beautifulSoup }, async (t) => {
    for (const path of pages) {
      const { stdout, stderr } = await theirs(t, 'urllink2.py', path)
      assert.equal(stderr ?? '', '')
      assert.equal(await ours('tags', '--book', 'a', origin.url + path), stdout, path)
    }
    const { stdout, stderr } = await theirs(t, 'urllink2.py', '/notes/empty.html')
    const whole = await ours('tags', '--book', 'a', `${origin.url}/notes/empty.html`)
    assert.match(stderr, /IndexError/)
    assert.ok(whole.startsWith(stdout) && whole.length > stdout.length)
  })
})

suite("the chapter's exercises", () => {
  let origin: Origin
  before(async () => void (origin = await startOrigin()))
  after(() => origin.close())

  test('1: any URL, header and all; 5: what comes after the header', async () => {
    const withHead = (await sluice(['cat', '-i', `${origin.url}/romeo.txt`])).stdout
    const { stdout } = await sluice(['cat', `${origin.url}/romeo.txt`])
    assert.match(withHead, /^HTTP\/1\.1 200 OK\n(?:[\w-]+: [^\n]*\n)+\nBut soft what light /)
    assert.equal(withHead.slice(withHead.indexOf('\n\n') + 2), stdout)
    assert.equal(stdout.length, 167)
  })

  test('2 and 3: the first 3000 characters are shown, never half of one, and all are counted', async (t) => {
    const folder = scratch(t)
    const text = 'Wär’ nicht das Auge sonnenhaft 💧 '.repeat(500)
    writeFileSync(join(folder, 'long.txt'), text)
    const long = await startOrigin({ dir: folder })
    t.after(() => long.close())
    const characters = [...text]
    for (const [command, flag] of [
      ['cat', '--limit'],
      ['cat', '--max'],
      ['text', '--max'],
    ] as const) {
      const { stdout, stderr } = await sluice([command, flag, '3000', '--encoding', 'utf-8', `${long.url}/long.txt`])
      assert.equal(stdout, characters.slice(0, 3000).join(''))
      assert.equal(stderr, `3000 of ${characters.length} characters\n`)
    }
  })

  test('4: paragraphs are counted', async () => {
    assert.equal((await sluice(['count', 'p', `${origin.url}/`])).stdout, '3\n')
    assert.equal((await sluice(['count', 'p', `${origin.url}/page1.htm`])).stdout, '1\n')
  })
})
