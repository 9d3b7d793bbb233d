import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accessLine } from './access.ts'

const access = { connection: 1, client: { address: '127.0.0.1', port: 4000 }, sent: 1000, took: 3.4, blocked: 0.2 }

test('a request is one line', () => {
  const request = { method: 'GET', target: '/a?cut=1000', version: '1.1', fields: [], raw: Buffer.alloc(0) } as const
  assert.equal(
    accessLine({ ...access, request: { ...request, fields: [] }, status: 200, ended: 'cut' }),
    '127.0.0.1:4000 GET /a?cut=1000 HTTP/1.1 200 cut, 1000 bytes in 3 ms, 0 ms of it blocked',
  )
  assert.equal(
    accessLine({ ...access, request: undefined, status: 400, ended: 'complete' }),
    '127.0.0.1:4000 no request 400 complete, 1000 bytes in 3 ms, 0 ms of it blocked',
  )
})
