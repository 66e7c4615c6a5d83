import type { DeviceState, GeoArea, GeoAreaEntry, GeoFilterEntry, GeoNeighbourEntry, Place } from '@paranet/network'
import type { ArtifactFile } from '../linux/bundle.js'

export const placesFile = 'places.conf'

/** The tables of a device's forwarder by places: a line each, words and quoted names. */
export const renderPlacesFile = (state: DeviceState): ArtifactFile => ({
  name: placesFile,
  text: [
    `# ParaNet places of ${quote(state.device)}`,
    ...(state.geoNodes ?? []).map(({ place, fallback }) => `place ${placeText(place)} fallback ${fallback}`),
    ...(state.geoNeighbours ?? []).map(neighbourLine),
    ...(state.geoMembers ?? []).map(({ node, interface: over }) => `member ${quote(node)} over ${quote(over)}`),
    ...(state.geoAreas ?? []).map(areaLine),
    ...(state.geoFilters ?? []).map(filterLine),
    '',
  ].join('\n'),
})

const quote = (text: string): string => JSON.stringify(text)

const placeText = ({ lat, lon }: Place): string => `${lat} ${lon}`

const neighbourLine = ({ interface: over, node, place, planar }: GeoNeighbourEntry): string =>
  `neighbour ${quote(over)} node ${quote(node)} place ${placeText(place)}${planar ? ' planar' : ''}`

const areaText = (area: GeoArea): string =>
  area.kind === 'region' ? `region ${quote(area.region)}` : `circle ${placeText(area.centre)} ${area.radius}`

const areaLine = ({ area, deliver, flood }: GeoAreaEntry): string =>
  ['area', areaText(area), 'deliver', ...deliver.map(quote), 'flood', ...flood.map(quote)].join(' ')

function filterLine({ interface: over, priority, to, traffic, action }: GeoFilterEntry): string {
  const target = to.kind === 'any' ? 'any' : to.kind === 'node' ? `node ${quote(to.node)}` : areaText(to.area)
  const { protocol, srcPort, dstPort, dscp } = traffic
  return [
    `filter in ${quote(over)} priority ${priority} to ${target}`,
    ...(protocol === undefined ? [] : [`protocol ${protocol}`]),
    ...(srcPort ? [`src-port ${srcPort[0]}-${srcPort[1]}`] : []),
    ...(dstPort ? [`dst-port ${dstPort[0]}-${dstPort[1]}`] : []),
    ...(dscp === undefined ? [] : [`dscp ${dscp}`]),
    action,
  ].join(' ')
}
