// get --dry-run: what would be asked for, and where it would be kept, without a network.

import { redactHead } from '../http/redact.ts'
import { serializeRequest } from '../http/request.ts'
import { forwards, nameOf } from '../net/proxy.ts'
import { safe } from '../render/safe.ts'
import { plural } from '../render/units.ts'
import { parseUrl } from '../retrieve.ts'
import type { RetrieveOptions } from '../retrieve.ts'
import { requestFor } from '../retrieve/request.ts'
import { partNames } from '../sink/claim.ts'
import { lookAt, lookAtLink } from '../sink/look.ts'
import type { FlagsIn, Values } from './flag.ts'
import type { keeping, showing } from './flags.ts'
import { retrievalOptions, retrieving } from './retrieval.ts'
import type { Session } from './session.ts'
import { pathFor } from './target.ts'

type Flags = Values<FlagsIn<readonly [typeof keeping, ...typeof retrieving, typeof showing]>>

/**
 * The request, and a sentence on where it would go.
 *
 * @throws SluiceError bad-url, usage
 */
export function dryRun(url: string, output: string | undefined, values: Flags, session: Session): string {
  const options = { ...retrievalOptions(values, values.reads), ...session.options }
  const to = parseUrl(url, options)
  const proxy = options.proxyFor?.(to)
  const hop = { url: to, fields: options.fields ?? [], credentials: true, referer: undefined }
  const request = requestFor(hop, options, [], proxy && forwards(proxy, to) ? proxy : undefined)
  const text = new TextDecoder().decode(serializeRequest(request)).replaceAll('\r\n', '\n')
  const port = to.port || (to.protocol === 'https:' ? '443' : '80')
  const through = proxy ? ` through ${nameOf(proxy)}` : ''
  return safe(
    `${values['show-secrets'] ? text : redactHead(text)}It would go to ${to.hostname} port ${port}${through}, ${whereTo(to, output, values, options)}.\n`,
  )
}

function whereTo(url: URL, output: string | undefined, values: Flags, { resume }: RetrieveOptions): string {
  const path = pathFor(url, output, values)
  if (path === '-') return 'and the answer to stdout'
  if (values['remote-header-name']) return `and the content to a file that the server names, else to ${path}`
  if (lookAtLink(path))
    return values['no-clobber'] ? `but ${path} is there: it would be skipped` : `and the content would replace ${path}`
  const { part: beside } = partNames(path)
  const part = lookAt(beside)
  return part && resume !== 'never' && !values['no-resume']
    ? `and the content to ${path}, after the ${plural(part.size, 'byte')} in ${beside} if they are of the same file`
    : `and the content to ${path}`
}
