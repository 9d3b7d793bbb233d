// The file of an embedded store: whether it is one, and what SQLite's failures mean to a crawl.

import { accessSync, closeSync, constants, existsSync, openSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { SluiceError } from '../errors.ts'
import { otherVersion, schema, schemaVersion } from './schema.ts'
import type { Dialect } from './schema.ts'

/** A list of integers is a JSON array. */
const dialect: Dialect = {
  integer: 'INTEGER',
  key: 'INTEGER PRIMARY KEY',
  real: 'REAL',
  list: 'TEXT',
  each: 'value AS destination FROM links, json_each(destinations)',
  view: 'CREATE VIEW IF NOT EXISTS',
  empty: 'true',
}

/** @throws SluiceError list-unreadable: there is no store, or none of ours; write-failed */
export function openFile(path: string, readOnly: boolean): DatabaseSync {
  let db: DatabaseSync | undefined
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory())
    throw new SluiceError('list-unreadable', { path, reason: 'it is a directory' })
  try {
    db = connect(path, readOnly)
    check(db, path, readOnly)
    return db
  } catch (error) {
    db?.close()
    throw storeError(path, error)
  }
}

// Where nothing can be written, WAL's shared memory cannot be made either: then the file has to be taken as it is.
function connect(path: string, readOnly: boolean): DatabaseSync {
  const options = { timeout: 5000, enableForeignKeyConstraints: false, readOnly }
  const db = new DatabaseSync(path, options)
  if (!readOnly) return db
  try {
    db.prepare('SELECT 1 FROM sqlite_schema').get()
    return db
  } catch (error) {
    db.close()
    if (primaryCode(error) !== 14) throw error
    const url = pathToFileURL(path)
    url.searchParams.set('immutable', '1')
    return new DatabaseSync(url, options)
  }
}

function check(db: DatabaseSync, path: string, readOnly: boolean): void {
  const refuse = (reason: string) => new SluiceError('list-unreadable', { path, reason })
  const tables = db
    .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`)
    .all()
    .map(({ name }) => name)
  if (tables.length === 0) {
    if (readOnly) throw refuse('there is no crawl in it')
    db.exec('PRAGMA journal_mode = WAL')
    db.exec(`BEGIN IMMEDIATE; ${schema(dialect)}; COMMIT`)
    return
  }
  if (!['setting', 'host', 'url', 'page'].every((name) => tables.includes(name)))
    throw refuse('it is a database of another program: name another --store')
  const [row] = db.prepare(`SELECT value FROM setting WHERE name = '${schemaVersion.name}'`).all()
  const problem = otherVersion(row?.['value'] as string | undefined)
  if (problem !== undefined) throw refuse(problem)
}

/** Which file has that name; undefined: none has. */
export function fileAt(path: string): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false, bigint: true })
  return found && `${found.dev}:${found.ino}`
}

/** A failure of SQLite's as what it means; any other as it is. */
export function storeError(path: string, error: unknown): unknown {
  const code = primaryCode(error)
  if (code === undefined) return error
  const reason = reasons[code] ?? (error as Error).message
  if (writing.has(code)) return new SluiceError('write-failed', { path, reason }, error)
  return new SluiceError('list-unreadable', { path, reason: code === 14 ? unopenable(path) : reason }, error)
}

// https://sqlite.org/rescode.html: the low byte of what DatabaseSync throws.
function primaryCode(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('errcode' in error)) return undefined
  return Number(error.errcode) & 0xff
}

const reasons: Record<number, string> = {
  5: 'another program has it locked',
  6: 'another program has it locked',
  8: 'it is read-only',
  13: 'no space left on the device',
  26: 'it is no SQLite file',
}
/** Busy, locked, read-only, input or output, full. */
const writing = new Set([5, 6, 8, 10, 13])

// SQLite does not say why.
function unopenable(path: string): string {
  const whys: Record<string, string> = {
    ENOENT: 'there is no such directory',
    ENOTDIR: 'there is no such directory',
    EACCES: 'permission denied',
    EROFS: 'the file system is read-only',
  }
  try {
    if (existsSync(path)) closeSync(openSync(path, 'r+'))
    else accessSync(dirname(path), constants.W_OK)
    return 'it cannot be opened'
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    return whys[code] ?? code
  }
}
