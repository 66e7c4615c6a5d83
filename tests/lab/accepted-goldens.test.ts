import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { splitFiles } from '../../compiler/src/targets/linux/bundle.js'
import { missing, run } from './harness/commands.js'
import { Interfaces } from './harness/interfaces.js'

const lacking = missing('ip', 'nft', 'vtysh', 'ovs-ofctl')
const folder = mkdtempSync(join(tmpdir(), 'paranet-golden-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const targets = ['frr', 'nftables', 'ndn', 'geo', 'openflow']
const goldens = targets.flatMap((target) => {
  const at = fileURLToPath(new URL(`../../compiler/src/targets/${target}/golden`, import.meta.url))
  return readdirSync(at).map((name): [string, string] => [`${target}/${name}`, join(at, name)])
})

/** What the tools that load files of these names do with one without loading it. Nothing reads those of NFD and of forwarders by places here. */
function check(name: string, text: string): boolean {
  const path = join(folder, basename(name))
  writeFileSync(path, text)
  if (name === 'frr.conf') run('vtysh', ['-C', '-f', path])
  else if (name.endsWith('.sh')) run('sh', ['-n', path])
  else if (name === 'flows.txt') run('ovs-ofctl', ['-O', 'OpenFlow14', 'parse-flows', path])
  else if (name === 'groups.txt')
    for (const line of text.split('\n').filter((one) => one !== ''))
      run('ovs-ofctl', ['-O', 'OpenFlow14', 'parse-group', line])
  else if (name === 'nftables.nft') {
    using interfaces = new Interfaces([...text.matchAll(/ device "([^"]+)"/g)].map(([, device = '']) => device))
    const [command, args] = interfaces.command('nft', '-c', '-f', path)
    run(command, args)
  } else return false
  return true
}

describe.skipIf(lacking !== undefined)(`real tools take every golden file${lacking ? `: ${lacking}` : ''}`, () => {
  test.each(goldens)('%s', (_, path) => {
    const files = splitFiles(readFileSync(path, 'utf8')) ?? []
    expect(files.filter(({ name, text }) => check(name, text)).length).toBeGreaterThan(2)
  })
})
