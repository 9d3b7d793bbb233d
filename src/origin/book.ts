// The book's server: the same files under the same heads, to the byte ("Python for Everybody", chapter 12).

import type { Field } from '../http/types.ts'
import { contentFile } from './files.ts'
import type { Resource } from './reply.ts'

/** Apache of 2018, as data.pr4e.org answered in the book's transcripts. */
const of2018 = (date: string, modified: string, etag: string, type: string): Field[] => [
  ['Date', date],
  ['Server', 'Apache/2.4.7 (Ubuntu)'],
  ['Last-Modified', modified],
  ['ETag', etag],
  ['Accept-Ranges', 'bytes'],
  ['Content-Length', ''],
  ['Vary', 'Accept-Encoding'],
  ['Cache-Control', 'max-age=0, no-cache, no-store, must-revalidate'],
  ['Pragma', 'no-cache'],
  ['Expires', 'Wed, 11 Jan 1984 05:00:00 GMT'],
  ['Connection', 'close'],
  ['Content-Type', type],
]

/** Apache of 2013, as in the first edition's. */
const of2013: Field[] = [
  ['Date', 'Sat, 02 Nov 2013 02:15:07 GMT'],
  ['Server', 'Apache'],
  ['Last-Modified', 'Sat, 02 Nov 2013 02:01:26 GMT'],
  ['ETag', '"19c141-111a9-4ea280f8354b8"'],
  ['Accept-Ranges', 'bytes'],
  ['Content-Length', ''],
  ['Connection', 'close'],
  ['Content-Type', 'image/jpeg'],
]

const picture = 'Mon, 15 May 2017 12:27:40 GMT'
const page = 'Mon, 15 May 2017 11:11:47 GMT'
const heads: Record<string, Field[]> = {
  '/cover3.jpg': of2018('Wed, 11 Apr 2018 18:54:09 GMT', picture, '"38342-54f8f2e5b6277"', 'image/jpeg'),
  '/cover.jpg': of2013,
  '/romeo.txt': of2018(
    'Wed, 11 Apr 2018 18:52:55 GMT',
    'Sat, 13 May 2017 11:22:22 GMT',
    '"a7-54f6609245537"',
    'text/plain',
  ),
  '/page1.htm': of2018('Wed, 11 Apr 2018 18:53:21 GMT', page, '"80-54f8e1f004857"', 'text/html'),
  '/page2.htm': of2018('Wed, 11 Apr 2018 18:53:24 GMT', page, '"80-54f8e1f0041b3"', 'text/html'),
}

/** What the book's server has at this path, if it has anything. */
export async function bookResource(path: string): Promise<Resource | undefined> {
  const fields = heads[path]
  return fields && { fields, content: await contentFile(path.slice(1)) }
}
