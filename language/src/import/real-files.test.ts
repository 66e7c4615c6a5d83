import type { Topology } from '@paranet/network'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { exportFormats, exportTopology } from '../export/export-topology.js'
import { importTopology } from './import-topology.js'
import type { ImportResult } from './import-result.js'

const folder = fileURLToPath(new URL('../../../tests/data/formats/', import.meta.url))
const files = readdirSync(folder).filter((name) => /\.(?:graphml|json|xml|yml|csv)$/.test(name))
const read = (name: string): ImportResult => importTopology(readFileSync(`${folder}${name}`, 'utf8'), { file: name })

/** All that an import gives, as text that a reviewer can read. */
function shown({ topology, format, demands = [], diagnostics, lost }: ImportResult): string {
  return [
    `format: ${format}`,
    ...diagnostics.map(
      ({ severity, code, message, span }) => `${severity} ${code} ${span.line}:${span.column} ${message}`,
    ),
    ...lost.map(({ what, where, why }) => `lost: ${where}: ${what}; ${why}`),
    ...demands.slice(0, 5).map(({ from, to, bitsPerSecond }) => `demand: ${from} to ${to} ${bitsPerSecond}`),
    `demands: ${demands.length}`,
    topology ? exportTopology(topology, 'pn').text : 'no topology',
  ].join('\n')
}

function expectGolden(name: string, text: string): void {
  const path = `${folder}golden/${name}`
  if (process.env['UPDATE_GOLDEN']) {
    mkdirSync(`${folder}golden`, { recursive: true })
    writeFileSync(path, text)
  }
  expect(text).toBe(readFileSync(path, 'utf8'))
}

describe.each(files)('%s', (name) => {
  it('is read as the golden file says, its format told by its content', () => {
    expectGolden(`${name}.txt`, shown(read(name)))
  })

  it.each(exportFormats)('goes out as %s and comes back equal but for what is listed as lost', (format) => {
    const { topology, demands } = read(name)
    if (!topology) throw new Error(`${name} holds no network`)
    const { text, lost } = exportTopology(topology, format, demands)
    const again = importTopology(text, { file: name })
    expect(again.format).toBe(format)
    expect(again.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
    if (!again.topology) throw new Error(`${format} cannot be read again`)
    if (format === 'csv') expect(lost.length).toBeGreaterThan(0)
    expect(sorted(again.topology, format)).toEqual(sorted(topology, format))
  })

  it.each(exportFormats)('is the same in every export as %s', (format) => {
    const { topology, demands } = read(name)
    if (topology && name.startsWith('clos'))
      expectGolden(`clos.${format}`, exportTopology(topology, format, demands).text)
  })
})

/** Interfaces without their order; for CSV, only what its tables hold. */
function sorted(topology: Topology, format: string): unknown {
  const { interfaces, groups, name, ...rest } = topology
  if (format === 'csv') return { nodes: rest.nodes, links: rest.links }
  if (format === 'pn') return JSON.parse(JSON.stringify(topology, (key, value) => (key === 'assigned' ? [] : value)))
  const key = (entry: { node: string; name: string }) => `${entry.node}\n${entry.name}`
  return { ...rest, name, groups, interfaces: [...interfaces].sort((a, b) => (key(a) < key(b) ? -1 : 1)) }
}
