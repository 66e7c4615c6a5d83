import type { ContentStoreEntry, DeviceState } from '@paranet/network'
import { closedFilter, localInterface } from '@paranet/network'
import type { ArtifactFile } from '../linux/bundle.js'
import type { DeviceContext } from '../linux/device-context.js'
import { linuxNameOf } from '../linux/interface-names.js'
import { nameUri } from './name-uri.js'

export const commandsFile = 'names.nfdc'
export const confFile = 'nfd.conf'

const nfdPort = 6363

/** NFD's names of strategies. */
export const strategyUri = (strategy: string): string => `/localhost/nfd/strategy/${strategy}/v=5`

/** NFD's names of ways to make room. */
export const storePolicies = { lru: 'lru', fifo: 'priority_fifo' } as const

/** What a device's forwarder for names takes: commands for `nfdc -f`, and its configuration file. */
export const renderNameFiles = (state: DeviceState, context: DeviceContext): ArtifactFile[] => [
  { name: commandsFile, text: commands(state, context) },
  { name: confFile, text: conf(state) },
]

/** Faces by interface: UDP to the neighbour's address where the link has one, else NFD's own face on that interface. */
export function faceUri(context: DeviceContext, name: string): string {
  const gateway = context.interfaces.find((one) => one.name === name)?.gateway ?? {}
  if (gateway[4] !== undefined) return `udp4://${gateway[4]}:${nfdPort}`
  if (gateway[6] !== undefined && !gateway[6].startsWith('fe80:')) return `udp6://[${gateway[6]}]:${nfdPort}`
  return `dev://${linuxNameOf(name)}`
}

function commands(state: DeviceState, context: DeviceContext): string {
  const routes = state.nameRoutes ?? []
  const hops = routes.flatMap(({ name, groups }) =>
    groups.flatMap(({ cost, interfaces }) => interfaces.map((one) => ({ name, cost, interface: one }))),
  )
  const faces = [...new Set(hops.map((hop) => hop.interface))].filter((one) => one !== localInterface).sort()
  const [store] = state.contentStores ?? []
  return [
    `# ParaNet names of ${JSON.stringify(state.device)}: nfdc -f ${commandsFile}`,
    ...faces.map((one) => `# face ${faceUri(context, one)} is ${JSON.stringify(one)}`),
    ...closedOf(state).map((one) => `# closed ${linuxNameOf(one)} is ${JSON.stringify(one)}`),
    ...faces
      .map((one) => faceUri(context, one))
      .filter((uri) => uri.startsWith('udp'))
      .map((uri) => `face create remote ${uri} persistency permanent`),
    ...hops.map((hop) => hopLine(hop, context)),
    ...(state.nameStrategies ?? []).map(
      ({ name, strategy }) => `strategy set prefix ${nameUri(name)} strategy ${strategyUri(strategy)}`,
    ),
    storeLine(store),
    '',
  ].join('\n')
}

/** An application registers its names itself: NFD is told nothing, and the driver looks whether it has. */
const hopLine = (
  hop: { readonly name: Parameters<typeof nameUri>[0]; readonly cost: number; readonly interface: string },
  context: DeviceContext,
): string =>
  hop.interface === localInterface
    ? `# application ${nameUri(hop.name)} cost ${hop.cost}`
    : `route add prefix ${nameUri(hop.name)} nexthop ${faceUri(context, hop.interface)} origin static cost ${hop.cost}`

const storeLine = (store: ContentStoreEntry | undefined): string =>
  store ? `cs config capacity ${store.capacity} admit on serve on` : 'cs config capacity 0 admit off serve off'

/** Interfaces of hosts that get no names, sorted. */
const closedOf = ({ nameFilters = [] }: DeviceState): string[] =>
  nameFilters
    .filter(
      ({ name, priority, action }) =>
        name === closedFilter.name && priority === closedFilter.priority && action === 'deny',
    )
    .map((one) => one.interface)
    .sort()

/** The parts of `nfd.conf` that the state decides; the rest is NFD's sample. */
export function conf(state: DeviceState): string {
  const [store] = state.contentStores ?? []
  return `; ParaNet names of ${JSON.stringify(state.device)}
face_system
{
  general
  {
    enable_congestion_marking yes
  }
  unix
  {
    path /run/nfd/nfd.sock
  }
  udp
  {
    listen yes
    port ${nfdPort}
    mcast no
  }
  ether
  {
    listen no
    mcast yes
    mcast_group 01:00:5E:00:17:AA
    mcast_ad_hoc no
    blacklist
    {${closedOf(state)
      .map((name) => `\n      ifname ${linuxNameOf(name)}`)
      .join('')}
    }
  }
}
tables
{
  cs_max_packets ${store?.capacity ?? 0}
  cs_policy ${storePolicies[store?.policy ?? 'lru']}
  cs_unsolicited_policy drop-all
  strategy_choice
  {
    / ${strategyUri('best-route')}
  }
}
`
}
