// What a list of files costs in Node without anything else: URLs of one host, one after the other on 16 kept connections,
// straight into files, or under another name first ("renamed"), as sluice does. It proves nothing, and stops at the first surprise.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'

const [list, directory, how] = process.argv.slice(2)
const urls = readFileSync(list, 'utf8').trim().split('\n')
const { hostname, port, host } = new URL(urls[0])
const origin = `http://${host}`
mkdirSync(directory, { recursive: true })
let next = 0

function lane() {
  let at = 0
  let left = -1
  let pieces = []
  const ask = () => {
    at = next++
    if (at >= urls.length) socket.end()
    else socket.write(`GET ${urls[at].slice(origin.length)} HTTP/1.1\r\nHost: ${host}\r\n\r\n`, 'latin1')
  }
  const take = (bytes) => {
    let body = bytes
    if (left < 0) {
      const end = bytes.indexOf('\r\n\r\n')
      left = Number(/^HTTP\/1.1 200 [^]*\r\nContent-Length: (\d+)/.exec(bytes.latin1Slice(0, end))[1])
      body = bytes.subarray(end + 4)
    }
    pieces.push(left === body.length ? body : Buffer.from(body))
    left -= body.length
    if (left > 0) return true
    const path = `${directory}/${at}`
    writeFileSync(how === 'renamed' ? `${path}.part` : path, pieces.length === 1 ? pieces[0] : Buffer.concat(pieces))
    if (how === 'renamed') renameSync(`${path}.part`, path)
    pieces = []
    left = -1
    ask()
    return true
  }
  const buffer = Buffer.alloc(65536)
  const onread = { buffer, callback: (length) => take(buffer.subarray(0, length)) }
  const socket = connect({ host: hostname, port: Number(port), onread }, ask)
}

for (let n = 0; n < 16; n++) lane()
