// Three network namespaces in a row: the server's, a router's, the client's. What runs between them is a real path with
// segments of 1,500 bytes, and its bottleneck is set with tbf (tc-tbf(8)) where the router sends to the client.

import { execFileSync, spawn, type ChildProcess, type ChildProcessByStdio } from 'node:child_process'
import type { Readable } from 'node:stream'
import type { TestContext } from 'node:test'

/** The server's address on this path. */
export const ADDRESS = '10.201.1.1'

export interface Path {
  /** Runs a Node program in the namespace of one end; killed when the test ends. */
  run: (end: 'server' | 'client', script: string, args?: string[]) => ChildProcessByStdio<null, Readable, null>
  /** The path carries so many Mbit/s, with a queue of so many bytes before it. */
  narrow: (mbit: number, queue: number) => void
  /** It carries what the machine can. */
  widen: () => void
}

/** Why this machine cannot have such a path; false if it can. */
export function cannot(): string | false {
  if (process.platform !== 'linux') return 'needs Linux'
  if (process.getuid?.() !== 0) return 'needs root, for network namespaces'
  for (const [tool, ...args] of [
    ['ip', '-V'],
    ['tc', '-V'],
    ['ethtool', '--version'],
  ]) {
    try {
      execFileSync(tool!, args, { stdio: 'ignore' })
    } catch {
      return `needs ${tool}`
    }
  }
  return false
}

/** Lays the path; it is gone when the test has ended. */
export function layPath(t: TestContext): Path {
  const name = (end: string) => `sl${process.pid}${end}`
  const [server, router, client] = [name('s'), name('r'), name('c')]
  const children: ChildProcess[] = []
  t.after(() => {
    for (const child of children) child.kill()
    for (const space of [server, router, client]) quietly(`ip netns del ${space}`)
  })
  for (const space of [server, router, client]) shell(`ip netns add ${space}`)
  link(server, `${ADDRESS}/24`, router, '10.201.1.2/24')
  link(router, '10.201.2.2/24', client, '10.201.2.1/24')
  shell(`ip netns exec ${router} sysctl -qw net.ipv4.ip_forward=1`)
  shell(`ip -n ${server} route add default via 10.201.1.2`)
  shell(`ip -n ${client} route add default via 10.201.2.2`)
  const towardsClient = deviceOf(router, client)
  return {
    run(end, script, args = []) {
      const space = end === 'server' ? server : client
      const child = spawn('ip', ['netns', 'exec', space, process.execPath, script, ...args], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      children.push(child)
      return child
    },
    narrow(mbit, queue) {
      shell(
        `ip netns exec ${router} tc qdisc replace dev ${towardsClient} root tbf rate ${mbit}mbit burst 6000 limit ${queue}`,
      )
    },
    widen: () => quietly(`ip netns exec ${router} tc qdisc del dev ${towardsClient} root`),
  }
}

/** Two devices, each in its namespace. Without offloads, a segment is a packet. */
function link(one: string, address: string, other: string, otherAddress: string): void {
  const [device, otherDevice] = [deviceOf(one, other), deviceOf(other, one)]
  shell(`ip link add ${device} netns ${one} type veth peer name ${otherDevice} netns ${other}`)
  for (const [space, dev, ip] of [
    [one, device, address],
    [other, otherDevice, otherAddress],
  ]) {
    shell(`ip -n ${space} addr add ${ip} dev ${dev}`)
    shell(`ip -n ${space} link set ${dev} up`)
    shell(`ip netns exec ${space} ethtool -K ${dev} tso off gso off gro off`)
  }
}

const deviceOf = (space: string, towards: string) => `to-${space.at(-1)}${towards.at(-1)}`

const shell = (line: string) => execFileSync('sh', ['-c', line], { stdio: ['ignore', 'ignore', 'inherit'] })

function quietly(line: string): void {
  try {
    execFileSync('sh', ['-c', line], { stdio: 'ignore' })
  } catch {
    // It was not there.
  }
}
