// One retrieval whose content is not kept.

import { retrieve } from '../retrieve.ts'
import type { Retrieval, RetrieveOptions } from '../retrieve.ts'
import type { Context } from './command.ts'
import type { OnceFlags } from './document-flags.ts'
import type { FlagsIn, Values } from './flag.ts'
import { retrievalOptions } from './retrieval.ts'
import { openSession } from './session.ts'
import { verbose } from './verbose.ts'

/** @param options besides what the flags say */
export async function retrieveOnce(
  url: string,
  options: RetrieveOptions,
  values: Values<FlagsIn<OnceFlags>>,
  context: Context,
): Promise<Retrieval> {
  const all = { ...values, ...notOurs }
  const session = await openSession(all)
  const watch = [options.watch ?? [], values.verbose ? verbose(context.stderr) : []].flat()
  try {
    const showSecrets = values['show-secrets']
    const given = { ...retrievalOptions(all, false), ...session.options, ...options, showSecrets, watch }
    return await retrieve(url, { ...given, signal: context.signal })
  } finally {
    await session.close(context.stdout)
  }
}

/** What only get has. */
const notOurs = {
  head: false,
  raw: false,
  'time-cond': undefined,
  'etag-compare': undefined,
  'etag-save': undefined,
  connections: undefined,
}
