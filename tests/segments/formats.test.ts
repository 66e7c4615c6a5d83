import { exportFormats, exportTopology, importTopology, resolveNetwork } from '@paranet/language'
import { expect, test } from 'vitest'

const text = `network n {
    node r1 : router { address: 10.255.0.1, prefixes: 10.9.0.0/16 }
    node r2 : router { address: 10.255.0.2, segment: blue }
    node a : host { address: 10.1.0.10, segment: red }
    node b : host { address: 10.1.0.10, segment: blue }
    node c : host { address: 10.1.0.10 }
    link r1 -- r2 { segment: main }
    link r1 -- a
    link r2 -- b
    link r1 -- c
    interface r1.vlan { segment: red, prefixes: 10.3.0.0/16 }
    interface r2.vlan { segment: red, prefixes: 10.4.0.0/16, address: 10.4.0.1/16 }
}`
const { topology, diagnostics } = resolveNetwork([{ name: 'n.pn', text }])
if (!topology) throw new Error(diagnostics[0]?.message)

test.each(exportFormats.filter((format) => format !== 'csv'))('%s keeps segments', (format) => {
  const again = importTopology(exportTopology(topology, format).text, { file: 'n', format })
  const interfaces = (of: typeof topology) =>
    of.interfaces
      .map(({ node, name, segment, prefixes = [] }) => `${node}.${name} ${segment} ${prefixes.join()}`)
      .filter((line) => !line.endsWith(' main '))
      .sort()
  expect(again.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  expect(again.topology && interfaces(again.topology)).toEqual(interfaces(topology))
  expect(again.topology?.nodes.map(({ segment }) => segment)).toEqual(topology.nodes.map(({ segment }) => segment))
  expect(again.topology?.nodes.map(({ prefixes }) => prefixes)).toEqual(topology.nodes.map(({ prefixes }) => prefixes))
})

/** Two customers with the same addresses at one router, their own machines in no VRF. */
const netbox = {
  'dcim/devices': [
    { id: 1, name: 'pe1', role: { slug: 'core' } },
    { id: 2, name: 'a', role: { slug: 'server' } },
    { id: 3, name: 'b', role: { slug: 'server' } },
  ],
  'dcim/interfaces': [
    { id: 11, device: { id: 1 }, name: 'e1', vrf: { name: 'red' } },
    { id: 12, device: { id: 1 }, name: 'e2', vrf: { name: 'blue' } },
    { id: 13, device: { id: 1 }, name: 'e3', vrf: { name: 'red' } },
    { id: 21, device: { id: 2 }, name: 'eth0' },
    { id: 31, device: { id: 3 }, name: 'eth0' },
  ],
  'ipam/ip-addresses': [
    { id: 1, address: '10.3.0.1/24', assigned_object_type: 'dcim.interface', assigned_object_id: 13 },
    { id: 2, address: '10.1.0.10/24', assigned_object_type: 'dcim.interface', assigned_object_id: 21 },
  ],
  'dcim/cables': [
    {
      id: 1,
      a_terminations: [{ object_type: 'dcim.interface', object_id: 11 }],
      b_terminations: [{ object_type: 'dcim.interface', object_id: 21 }],
    },
    {
      id: 2,
      a_terminations: [{ object_type: 'dcim.interface', object_id: 12 }],
      b_terminations: [{ object_type: 'dcim.interface', object_id: 31 }],
    },
  ],
}

test('VRFs of NetBox are segments, of what is cabled to them too', () => {
  const read = importTopology(JSON.stringify(netbox), { file: 'lists.json', format: 'netbox' })
  expect(read.diagnostics.map(({ code }) => code)).not.toContain('not-yet-compiled')
  expect(read.topology?.nodes.map(({ name, segment }) => `${name} ${segment}`)).toEqual([
    'pe1 undefined',
    'a red',
    'b blue',
  ])
  const of = (name: string) => read.topology?.interfaces.find((one) => one.node === 'pe1' && one.name === name)
  expect(of('e1')).toMatchObject({ segment: 'red' })
  expect(of('e3')).toMatchObject({ segment: 'red', prefixes: ['10.3.0.0/24'] })
  expect(read.topology?.nodes[0]?.prefixes).toEqual([])
})
