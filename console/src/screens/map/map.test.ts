import { expect, test } from 'vitest'
import type { Topology } from '@paranet/schemas'
import { topology as campus } from '../../testing/fixture-data.js'
import { linksAlong, pathElements } from './packet-path.js'
import { placeNodes } from './place-nodes.js'

test('the map is the same each time, north is up, and no two nodes touch', () => {
  const places = placeNodes(campus)
  expect(places).toEqual(placeNodes(campus))
  const points = [...(places ?? [])]
  expect(points).toHaveLength(campus.nodes.length)
  for (const [a, p] of points)
    for (const [b, q] of points) if (a !== b) expect(Math.hypot(p.x - q.x, p.y - q.y), `${a} ${b}`).toBeGreaterThan(60)
  expect(places?.get('border')?.y).toBeLessThan(places?.get('branch')?.y ?? 0)
  expect(places?.get('branch')?.x).toBeLessThan(places?.get('dc1')?.x ?? 0)
})

test('a device without a location stands among its neighbours; with few locations there is no geographic map', () => {
  const without = (names: readonly string[]): Topology => ({
    ...campus,
    nodes: campus.nodes.map(({ location, ...node }) =>
      names.includes(node.name) || !location ? node : { ...node, location },
    ),
  })
  const places = placeNodes(without(['fw1', 'noc']))
  expect(places?.size).toBe(campus.nodes.length)
  expect(places?.get('fw1')?.x).toBeLessThan(places?.get('dc1')?.x ?? 0)
  expect(placeNodes(without(campus.nodes.slice(0, 7).map(({ name }) => name)))).toBeUndefined()
})

test('the way of a packet has the links it takes and the hosts at its ends', () => {
  const to = (name: string) => ({ node: name, inInterface: 'lan' })
  const last = campus.links.find(({ id }) => id === 'dc1--web1')?.ends[0].interface ?? ''
  expect(pathElements(campus, [{ ...to('dc1'), outInterface: last }])).toEqual({
    nodes: ['dc1', 'web1'],
    links: ['dc1--web1'],
  })
  expect(linksAlong(campus, ['branch', 'core1', 'fw1'])).toEqual(['core1--branch', 'core1--fw1'])
})
