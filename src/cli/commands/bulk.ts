// sluice bulk LIST: a list of URLs into files, tar shards or WARC.

import { join } from 'node:path'
import { Readable } from 'node:stream'
import { isSluiceError, SluiceError } from '../../errors.ts'
import { Bulk } from '../../bulk/bulk.ts'
import type { BulkOptions } from '../../bulk/bulk-options.ts'
import type { HostLeft } from '../../bulk/hosts.ts'
import { keepFormats } from '../../bulk/keeping.ts'
import type { KeepFormat } from '../../bulk/keeping.ts'
import type { SharedTotals } from '../../bulk/shared.ts'
import { listFormats, readList } from '../../bulk/list.ts'
import type { ListFormat } from '../../bulk/list.ts'
import { hashAlgorithms } from '../../bulk/wanted-hash.ts'
import type { Verify } from '../../bulk/wanted-hash.ts'
import { duration, plural } from '../../render/units.ts'
import { command } from '../command.ts'
import type { Context } from '../command.ts'
import type { FlagsIn, Values } from '../flag.ts'
import { always, answering } from '../flags.ts'
import {
  atLeastOne,
  endedBy,
  keepSmall,
  manyIdentity,
  manyJson,
  manyProgress,
  manyShowing,
  manySummary,
} from '../many.ts'
import { manyLogin, manyRouting, manyWay } from '../many-way.ts'
import type { Way } from '../many-way.ts'

const listing = {
  title: 'The list',
  flags: {
    'input-format': {
      kind: 'text',
      value: 'FORMAT',
      choices: listFormats,
      about: 'txt, csv, tsv, json, ndjson or parquet; default by its name, of stdin txt; gzip is seen by itself',
    },
    'url-col': { kind: 'text', value: 'COLUMN', about: 'the column with the URL; default url, or the only one' },
    'verify-hash': {
      kind: 'text',
      value: '[ALGO:]COLUMN',
      about: "the content must hash to what COLUMN says, in hex; ALGO is the column's name by default",
    },
  },
} as const

const keeping = {
  title: 'Keeping',
  flags: {
    output: { short: 'o', kind: 'directory', value: 'DIR', about: 'where it goes; default bulk' },
    format: {
      kind: 'text',
      value: 'FORMAT',
      choices: keepFormats,
      about: 'files (DIR/host/path, the default), tar (WebDataset shards of 10,000) or warc (WARC/1.1 and CDXJ)',
    },
    metadata: {
      kind: 'text',
      value: 'FORMAT',
      choices: ['parquet', 'ndjson'],
      about: 'the table of the rows; default parquet with tar, else ndjson',
    },
    hash: { kind: 'switch', about: 'the SHA-256 of each content in the table' },
    'max-filesize': { kind: 'size', value: 'SIZE', about: 'refuse more' },
  },
} as const

const asking = {
  title: 'Asking',
  flags: {
    'per-host': { kind: 'count', value: 'N', about: 'so many requests at a time to one host; default 6' },
    connections: { short: 'n', kind: 'count', value: 'N', about: 'so many at a time; default 64' },
    'ignore-robots': { kind: 'switch', about: 'do not ask robots.txt, nor heed X-Robots-Tag' },
    retry: { kind: 'count', value: 'N', about: 'try failures that may pass again, N times; default 5' },
    'max-redirs': { kind: 'count', value: 'N', about: 'at most N redirects; default 20' },
    'location-trusted': answering.flags['location-trusted'],
    engine: {
      kind: 'text',
      value: 'postgres://…',
      about: 'share the list with others who start the same command, on this machine or another',
    },
    ...manyIdentity,
    ...manyLogin,
  },
} as const

const groups = [listing, keeping, asking, manyRouting, manyShowing, always] as const

type Flags = Values<FlagsIn<typeof groups>>

export const bulk = command({
  operands: 'LIST',
  more: 'LIST is a file or - (stdin). Every row comes to one end: ok, failed, robots, skipped or invalid; the counts are printed and add up. Run it again to go on where it was stopped, however it was stopped.',
  groups,
  examples: [
    ['sluice bulk urls.txt -o pictures', 'pictures/host/path, and a table of what became of each'],
    ['sluice bulk laion.parquet --url-col URL --format tar -o shards', 'as img2dataset has them'],
    ['zcat urls.gz | sluice bulk - --format warc -o archive', 'a web archive, with its index'],
  ],
  async run({ values, operands }, context) {
    const [source, ...others] = operands
    if (source === undefined || others.length > 0)
      throw new SluiceError('usage', {
        problem: source === undefined ? 'there is no list' : `one list at a time, not ${operands.length}`,
        suggestion: 'sluice bulk urls.txt -o DIR',
      })
    keepSmall()
    const verify = values['verify-hash'] === undefined ? undefined : verification(values['verify-hash'])
    const list = readList(source === '-' ? Readable.from(context.stdin()) : source, {
      format: values['input-format'] as ListFormat | undefined,
      urlColumn: values['url-col'],
      needed: verify?.column,
    })
    const way = await manyWay(values)
    const run = new Bulk({ ...bulkOptions(values, way, context), verify })
    const progress = manyProgress(values, context, run.tally, () => run.left(3).map(leftOf))
    const began = performance.now()
    let failure: unknown
    let totals: SharedTotals | undefined
    try {
      if (values.engine === undefined) await run.run(list)
      else {
        const { runShared } = await import('../../bulk/shared.ts')
        totals = await runShared(run, values.engine, list, `${source} -o ${values.output ?? 'bulk'}`, context.signal)
      }
    } catch (error) {
      failure = endedBy(error)
    }
    progress.end()
    await way.close(context.stdout)
    const { tally } = run
    const all = totals ?? { ...tally.totals, offered: tally.offered }
    const facts = {
      ...all,
      pages: all.states['ok'] ?? 0,
      links: 0,
      tally,
      limit: run.limits.limit,
      table: tableOf(values),
      elapsed: performance.now() - began,
    }
    if (values.json) context.stdout.write(manyJson(facts, failure))
    else if (!values.quiet && !isSluiceError(failure, 'cannot-resume') && (all.offered > 0 || !failure))
      context.stderr.write(manySummary(facts, failure))
    if (failure) throw failure as Error
    const failed = (all.states['failed'] ?? 0) + (all.states['invalid'] ?? 0)
    if (failed > 0) throw new SluiceError('some-failed', { failed, offered: all.offered })
    return 0
  },
})

function bulkOptions(values: Flags, { identity, lanes, overrides }: Way, { signal }: Context): BulkOptions {
  return {
    directory: values.output ?? 'bulk',
    format: values.format as KeepFormat | undefined,
    metadata: values.metadata as BulkOptions['metadata'],
    perHost: atLeastOne(values['per-host'], 'per-host'),
    connections: atLeastOne(values.connections, 'connections'),
    robots: !values['ignore-robots'],
    identity,
    retries: values.retry,
    maxRedirects: values['max-redirs'],
    trustRedirects: values['location-trusted'],
    maxFilesize: values['max-filesize'],
    hash: values.hash,
    lanes,
    overrides,
    signal,
  }
}

function tableOf({ output = 'bulk', format, metadata = format === 'tar' ? 'parquet' : 'ndjson' }: Flags): string {
  return join(output, `NNNNN.${metadata}`)
}

// A line of the view: who is waited for, and why.
function leftOf({ host, rows, most, failures, state, wait }: HostLeft): string {
  const why = {
    'given up': `given up after ${plural(failures, 'failure')} in a row`,
    waiting: `left alone for ${duration(wait)}${failures > 0 ? ` after ${plural(failures, 'failure')}` : ''}`,
    asked: `${most} at a time`,
    robots: 'its robots.txt is asked for',
    ready: 'next',
  }
  return `  ${host}: ${rows} left, ${why[state]}`
}

function verification(text: string): Verify {
  const colon = text.indexOf(':')
  const name = (colon < 0 ? text : text.slice(0, colon)).toLowerCase().replace('-', '')
  const algorithm = hashAlgorithms.find((known) => known === name)
  if (!algorithm)
    throw new SluiceError('usage', {
      problem: `--verify-hash ${JSON.stringify(text)}: ${name} is not one of ${hashAlgorithms.join(', ')}`,
      suggestion: 'ALGO:COLUMN, as sha256:checksum',
    })
  return { algorithm, column: colon < 0 ? text : text.slice(colon + 1) }
}
