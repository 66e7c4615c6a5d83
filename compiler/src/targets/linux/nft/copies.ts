/** The bit of the packet mark that asks for a copy. Marks of policy routes do not reach it. */
export const copyBit = 0x8000_0000

/** The packet priority of copies: nothing is asked of them any more. No queue has it. */
const copyPriority = '7061:fffe'

/** Neighbours that every interface for copies has: they lead to all who are on the link. */
const copyNeighbours = { ip: '169.254.255.254', ip6: 'fe80::7061:7261' } as const

/** Lets copies pass, in chains that they meet. */
export const letCopies = `\t\tmeta priority ${copyPriority} accept`

const families = ['ip', 'ip6'] as const
const hooks = { copies_in: 'prerouting', copies_own: 'output' } as const

/** The tables that make the copies: the kernel copies packets of one family only, so the rules, which are in the table of both, leave a bit for them.
 *  `to`: the Linux interface where copies go out; absent: there are none, and the tables go. */
export function copyTables(to: string | undefined): string[] {
  return families.flatMap((family) => [
    `table ${family} paranet`,
    `delete table ${family} paranet`,
    ...(to === undefined ? [] : copyTable(family, to)),
  ])
}

const copyTable = (family: (typeof families)[number], to: string): string[] => [
  `table ${family} paranet {`,
  ...Object.entries(hooks).flatMap(([chain, hook]) => [
    `\tchain ${chain} {`,
    `\t\ttype filter hook ${hook} priority -70; policy accept;`,
    letCopies,
    '\t\tmeta mark < 0x80000000 accept',
    '\t\tmeta mark set meta mark & 0x7fffffff',
    `\t\tmeta priority set ${copyPriority}`,
    `\t\tdup to ${copyNeighbours[family]} device "${to}"`,
    '\t\tmeta priority set none',
    '\t}',
  ]),
  '}',
]

/** The protocol number of the routes to the neighbours of copies: they are no routes of the state. */
const copyProtocol = 174

/** Lines of `rules.sh` that make the neighbours. An interface that is down gets its own when the script runs again. */
export const copyLines = (to: string): string[] => [
  `ip route replace ${copyNeighbours.ip}/32 dev ${to} proto ${copyProtocol} 2>/dev/null || true`,
  `ip neigh replace ${copyNeighbours.ip} lladdr ff:ff:ff:ff:ff:ff dev ${to} nud permanent 2>/dev/null || true`,
  `ip -6 neigh replace ${copyNeighbours.ip6} lladdr ff:ff:ff:ff:ff:ff dev ${to} nud permanent 2>/dev/null || true`,
]

/** Where the copies of a frame go out. */
export const copiesTo = (frame: ReadonlyMap<string, string>): string | undefined =>
  / device (\S+)/.exec(frame.get('ip chain copies_in') ?? '')?.[1]
