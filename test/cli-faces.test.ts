// The other faces of a retrieval: the head, the request for curl, the request for nobody, the settings, the links.

import assert from 'node:assert/strict'
import { execFile, execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { promisify } from 'node:util'
import { commands } from '../src/cli/commands.ts'
import { flagsOf } from '../src/cli/parse.ts'
import { startOrigin } from '../src/origin/origin.ts'
import type { Origin } from '../src/origin/origin.ts'
import { find, unless } from './programs.ts'
import { namesIn, scratch } from './scratch.ts'
import { assertFailed, environment, launcher, sluice } from './sluice.ts'

const run = promisify(execFile)
const nobody = ['--reuid=65534', '--regid=65534', '--clear-groups']

function asNobody(command: string[]): boolean {
  try {
    execFileSync('setpriv', [...nobody, ...command], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

suite('faces', () => {
  let origin: Origin
  before(async () => void (origin = await startOrigin()))
  after(() => origin.close())

  suite('head', () => {
    test('prints the head of the last answer, and says where it was led', async () => {
      const { stdout, stderr, exit } = await sluice(['head', `${origin.url}/redirect/1`])
      assert.match(stdout, /^HTTP\/1\.1 200 OK\nDate: [^\n]+\n(?:[\w-]+: [^\n]*\n)+$/)
      assert.deepEqual([stderr, exit], [`302 leads to ${origin.url}/redirect/0\n`, 0])
    })

    test('of an error too, and fails', async () => {
      const failed = await sluice(['head', `${origin.url}/nothing`])
      assert.match(failed.stdout, /^HTTP\/1\.1 404 Not Found\n/)
      assertFailed(failed, 22, /404 Not Found/)
    })

    test('as one JSON document', async () => {
      const { stdout } = await sluice(['head', '--json', `${origin.url}/cover3.jpg`])
      const { status, file, header } = JSON.parse(stdout) as {
        status: number
        file: unknown
        header: { length: number }
      }
      assert.deepEqual([status, file, header.length], [200, null, 393])
    })
  })

  suite('get --curl', () => {
    const curl = find('curl')
    const skip = unless(curl, 'curl is not installed')

    test('is a command whose request is the same', { skip }, async (t) => {
      for (const flags of [
        [],
        ['-H', 'X-Name: it\'s "quoted" $HOME `x`', '-A', 'two words', '-u', 'me:pass word'],
        ['--compressed', '-r', '-500', '-e', 'http://a.example/'],
        ['-b', 'a=1; b=2', '-H', 'Accept:', '-H', 'X-Empty;'],
        ['-I', '-o', 'head'],
      ]) {
        const [ours, theirs] = [scratch(t), scratch(t)]
        const url = `${origin.url}/echo?a={b}&c=[1-3]`
        await sluice(['get', '--no-fail', ...flags, url], { cwd: ours })
        const { stdout } = await sluice(['get', '--curl', '--no-fail', ...flags, url])
        await run('sh', ['-c', stdout], { cwd: theirs, env: environment() })
        const [our, their] = [ours, theirs].map((folder) => readFileSync(join(folder, namesIn(folder)[0]!), 'utf8'))
        if (flags[0] === '-I') assert.match(their!, /^HTTP\/1\.1 200 OK/)
        else assert.deepEqual(fields(their!), fields(our!), stdout)
      }
    })

    test('has no flag that curl does not know', { skip }, async () => {
      const known = (await run(curl!, ['--help', 'all'])).stdout
      const flags = flagsOf((await commands['get']!.load()).groups)
      const given = Object.entries(flags).flatMap(([name, { kind, choices }]) => {
        if (['help', 'curl', 'dry-run', 'no-config'].includes(name)) return []
        return kind === 'switch' ? [`--${name}`] : [`--${name}=${choices?.[0] ?? samples[name] ?? '1'}`]
      })
      const { stdout, stderr } = await sluice(['get', '--curl', ...given, 'http://a.example/'])
      assert.equal(stderr, '')
      const used = [...stdout.matchAll(/ (--[\w.-]+)/g)].map(([, name]) => name!)
      assert.ok(used.length > 40)
      assert.deepEqual(
        used.filter((name) => !known.includes(`${name} `)),
        [],
      )
    })

    test('keeps under the same name, where curl would have another or none', async () => {
      const { stdout } = await sluice(['get', '--curl', 'a.example/x', 'a.example', 'a.example/a%20b'])
      assert.match(stdout, /^.* --remote-name .*\n.* --output index\.html .*\n.* --output 'a b' .*\n$/)
    })

    test('asks for the same times and sizes', async () => {
      const { stdout } = await sluice([
        'get',
        '--curl',
        '-m',
        '250ms',
        '--limit-rate',
        '1.5k',
        '--max-redirs',
        '3',
        'a.example/x',
      ])
      assert.match(stdout, / --max-time 0\.25 http:\/\/a\.example\/x\n$/)
      assert.match(stdout, / --limit-rate 1536 /)
      assert.match(stdout, /^curl --location --max-redirs 3 --fail --remote-name /)
    })
  })

  suite('get --dry-run', () => {
    test('says what would be asked for and where it would be kept, and does nothing', async (t) => {
      const cwd = scratch(t)
      writeFileSync(join(cwd, 'there.jpg'), 'old')
      writeFileSync(join(cwd, 'begun.jpg.part'), 'beg')
      for (const [name, says] of [
        ['new.jpg', 'and the content to new.jpg.'],
        ['there.jpg', 'and the content would replace there.jpg.'],
        [
          'begun.jpg',
          'and the content to begun.jpg, after the 3 bytes in begun.jpg.part if they are of the same file.',
        ],
      ]) {
        const { stdout } = await sluice(['get', '--dry-run', '-u', 'me:secret', `http://a.example:81/${name}`], { cwd })
        assert.match(
          stdout,
          new RegExp(`^GET /${name} HTTP/1.1\nHost: a.example:81\nAuthorization: Basic \\[redacted\\]\n`),
        )
        assert.ok(stdout.endsWith(`\n\nIt would go to a.example port 81, ${says}\n`), stdout)
      }
      assert.deepEqual(namesIn(cwd), ['begun.jpg.part', 'there.jpg'])
    })

    test('says which proxy it would go through', async () => {
      const env = { http_proxy: 'http://me:secret@proxy.example:3128' }
      const { stdout } = await sluice(['get', '--dry-run', '-o', '-', 'http://a.example/x'], { env })
      assert.match(stdout, /^GET http:\/\/a\.example\/x HTTP\/1\.1\n/)
      assert.match(stdout, /port 80 through http:\/\/proxy\.example:3128, and the answer to stdout\.\n$/)
      assert.doesNotMatch(stdout, /secret/)
    })
  })

  suite('get --links', () => {
    test('prints the links of the page that is kept', async (t) => {
      const cwd = scratch(t)
      const kept = await sluice(['get', '--links', '-o', 'page', `${origin.url}/`], { cwd })
      assert.equal(kept.stdout, (await sluice(['links', 'page', '--base', `${origin.url}/`], { cwd })).stdout)
      assert.match(kept.stdout, /\/sluice\.html\n/)
    })

    test('those of what an earlier try left too', async (t) => {
      const [cwd, dir] = [scratch(t), scratch(t)]
      // What is compared again is 64 KiB: it begins behind them.
      const links = Array.from({ length: 4000 }, (_, n) => `<a href="/${n}">${'x'.repeat(30)}</a>`)
      writeFileSync(join(dir, 'page.html'), links.join('\n'))
      const large = await startOrigin({ dir })
      t.after(() => large.close())
      const retrying = ['--retry', '1', '--retry-delay', '0', '--retry-all-errors', '--connections', '1']
      const url = `${large.url}/page.html?cut=body+100000&times=1`
      const { stdout, stderr } = await sluice(['get', '--links', ...retrying, '-o', 'page', url], { cwd })
      assert.match(stderr, /gone on from byte 100000/)
      assert.deepEqual(
        stdout.trimEnd().split('\n'),
        links.map((_, n) => `${large.url}/${n}`),
      )
    })

    test('none of a page that is not whole', async (t) => {
      const failed = await sluice(['get', '--links', '-o', 'page', `${origin.url}/?cut=body+1000`], { cwd: scratch(t) })
      assert.deepEqual([failed.exit, failed.stdout], [18, ''])
    })
  })

  suite('the settings', () => {
    const withSettings = (t: Parameters<typeof scratch>[0], text: string) => {
      const config = scratch(t)
      mkdirSync(join(config, 'sluice'))
      writeFileSync(join(config, 'sluice', 'config'), text)
      return { env: { XDG_CONFIG_HOME: config }, path: join(config, 'sluice', 'config') }
    }

    test('come before the command line, which has the last word', async (t) => {
      const { env } = withSettings(t, 'user-agent = "from the settings"\nno-location\nmax = 4\n')
      const asked = async (...args: string[]) => (await sluice(args, { env })).stdout
      assert.match(await asked('cat', `${origin.url}/echo`, '--max', '1000'), /^User-Agent: from the settings\r$/m)
      assert.match(await asked('get', '-o', '-', '-A', 'typed', `${origin.url}/echo`), /^User-Agent: typed\r$/m)
      assert.equal(await asked('cat', `${origin.url}/romeo.txt`), 'But ')
      assert.match(await asked('get', '-o', '-', '-L', `${origin.url}/redirect/1`), /the last of the redirects/)
      assert.equal(await asked('get', '-o', '-', `${origin.url}/redirect/1`), '')
      assert.match(await asked('get', '-o', '-', '--no-config', `${origin.url}/redirect/1`), /the last/)
    })

    test('that nobody knows are refused, with the file and the line', async (t) => {
      const { env, path } = withSettings(t, '# mine\n\nlimit-rat = 1k\n')
      const failed = await sluice(['get', `${origin.url}/romeo.txt`], { env })
      assertFailed(failed, 2, new RegExp(`${path}:3: there is no option --limit-rat$`), /did you mean --limit-rate\?/)
      assert.equal((await sluice(['get', '--help'], { env })).exit, 0)
    })
  })
})

/** Values for flags that take not just any text. */
const samples: Record<string, string> = {
  checksum: `md5:${'0'.repeat(32)}`,
  'continue-at': '-',
  resolve: 'a.example:80:127.0.0.1',
  'connect-to': '::b.example:',
  'time-cond': '2018-04-11',
  header: 'X: 1',
  range: '0-1',
}

/** A request as it was echoed: its fields in no order. */
function fields(request: string): string[] {
  return request.trimEnd().split('\r\n').toSorted()
}

const readable = asNobody(['test', '-r', launcher])
test(
  "a HOME that is another user's has no settings for us",
  { skip: unless(readable, 'needs root, setpriv, and a checkout that others may read') },
  async (t) => {
    const origin = await startOrigin()
    t.after(() => origin.close())
    const home = scratch(t)
    chmodSync(home, 0o700)
    const through = ['setpriv', ...nobody, process.execPath, launcher]
    const url = `${origin.url}/romeo.txt`
    const { stdout, stderr, exit } = await sluice(['get', '-q', '-o', '-', url], {
      through,
      cwd: '/',
      env: { HOME: home },
    })
    assert.deepEqual([exit, stderr, stdout.length], [0, '', 167])
  },
)
