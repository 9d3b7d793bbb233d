// A PostgreSQL of a test's own: its data in a folder that goes with it, its port free, its programs Debian's.

import { execFile, spawn } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

const base = '/usr/lib/postgresql'
const bin = existsSync(base)
  ? readdirSync(base)
      .map((version) => join(base, version, 'bin'))
      .findLast((path) => existsSync(join(path, 'initdb')))
  : undefined

/** What node:test takes as `skip`: false, or the reason. */
export const withoutPostgres = bin ? false : `there is no PostgreSQL under ${base} (Debian: postgresql)`

export interface Postgres {
  /** A new, empty database. */
  database(): Promise<string>
  /** As if the machine had lost its power, and come back. */
  crash(): Promise<void>
  stop(): Promise<void>
}

export async function startPostgres(): Promise<Postgres> {
  const folder = mkdtempSync('/tmp/sluice-postgres-')
  const user = await ownUser()
  if (user) chownSync(folder, user.uid, user.gid)
  const data = join(folder, 'data')
  const port = await freePort()
  const run = (program: string, ...args: string[]) => finished(join(bin!, program), args, { ...user, cwd: folder })
  await run('initdb', '-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync')
  const settings = `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1 -c fsync=off -c shared_buffers=32MB -c max_connections=100`
  await run('pg_ctl', 'start', '-w', '-D', data, '-o', settings, '-l', join(folder, 'log'))
  let count = 0
  return {
    async database() {
      const name = `test${++count}`
      await run('createdb', '-h', '127.0.0.1', '-p', String(port), '-U', 'postgres', name)
      return `postgres://postgres@127.0.0.1:${port}/${name}`
    },
    crash: () => run('pg_ctl', 'restart', '-w', '-m', 'immediate', '-D', data, '-l', join(folder, 'log')),
    async stop() {
      await run('pg_ctl', 'stop', '-w', '-m', 'immediate', '-D', data)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

// It refuses to be root's.
async function ownUser(): Promise<{ uid: number; gid: number } | undefined> {
  if (userInfo().uid !== 0) return undefined
  for (const name of ['postgres', 'nobody']) {
    try {
      const { stdout } = await promisify(execFile)('id', ['-u', name])
      const { stdout: group } = await promisify(execFile)('id', ['-g', name])
      return { uid: Number(stdout), gid: Number(group) }
    } catch {
      // The next may be there.
    }
  }
  throw new Error('there is no user to run PostgreSQL as')
}

// Not execFile: the server that pg_ctl starts would keep its pipes open.
async function finished(
  program: string,
  args: string[],
  options: { uid?: number; gid?: number; cwd: string },
): Promise<void> {
  const child = spawn(program, args, { ...options, stdio: 'ignore' })
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', resolve)
  })
  if (code !== 0) throw new Error(`${program} ${args.join(' ')}: exit ${String(code)}`)
  await sleep(0)
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
