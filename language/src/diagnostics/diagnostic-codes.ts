/** The chapter of the manual that a code belongs to. */
export type CodeGroup = 'syntax' | 'names' | 'values' | 'meaning' | 'plan' | 'target' | 'limits' | 'import' | 'words'

interface CodeEntry {
  readonly group: CodeGroup
  readonly explanation: string
}

const entry = (group: CodeGroup, explanation: string): CodeEntry => ({ group, explanation })

/** Every code, with the line that the manual prints. Codes are stable: one may be added, none changes its meaning. */
export const diagnosticCodes = {
  'unexpected-token': entry('syntax', 'A word or sign stands where the grammar has no place for it.'),
  'unexpected-character': entry('syntax', 'A character that no word or sign of the language begins with.'),
  'unclosed-block': entry('syntax', 'A block that "{" opens is not closed.'),
  'unclosed-bracket': entry('syntax', 'A list or an argument list is not closed.'),
  'unclosed-text': entry('syntax', 'A quoted text does not end on its line.'),
  'unclosed-comment': entry('syntax', 'A comment that "/*" opens is not closed.'),
  'bad-escape': entry('syntax', 'A backslash in a quoted text is followed by nothing known.'),
  'bad-name': entry('syntax', 'A name holds characters that need quotes.'),
  'bad-pattern': entry('syntax', 'A regular expression in "members" cannot be read.'),
  'missing-colon': entry('syntax', 'A key is not followed by ":".'),
  'missing-separator': entry('syntax', 'Two keys on one line without a comma between them.'),
  'missing-value': entry('syntax', 'A key has no value.'),
  'unknown-kind': entry('syntax', 'A declaration begins with a word that is no kind of declaration.'),
  misplaced: entry('syntax', 'A declaration or key stands in a block that cannot hold it.'),
  'duplicate-key': entry('syntax', 'A key is given twice in one block.'),

  'unknown-node': entry('names', 'No node of the network has this name.'),
  'unknown-link': entry('names', 'No link joins these two ends.'),
  'unknown-interface': entry('names', 'The node has no interface of this name.'),
  'unknown-name': entry('names', 'Nothing has this name: no node, group, definition or other thing that fits.'),
  'unknown-type': entry('names', 'No node type has this name.'),
  'unknown-intent': entry('names', 'No intent has this name.'),
  'unknown-template': entry('names', 'No template has this name.'),
  'unknown-region': entry('names', 'No node lies in a region of this name.'),
  'unknown-zone': entry('names', 'No time zone has this name.'),
  'unknown-risk': entry('names', 'No link belongs to a shared-risk group of this name.'),
  'duplicate-name': entry('names', 'Two things of one kind have the same name.'),
  'ambiguous-name': entry('names', 'A name fits more than one thing.'),
  'circular-reference': entry('names', 'A definition, group, template or include leads back to itself.'),
  'include-not-found': entry('names', 'An included file cannot be read.'),
  'include-outside': entry('names', 'An included file lies outside the folder of the files that are read.'),
  'wrong-arguments': entry('names', 'A template or function is given too few, too many or unfit arguments.'),
  'segment-mismatch': entry('names', 'A link joins two segments, or a host has links in two.'),
  'unknown-segment': entry('names', 'No interface or address lies in a segment of this name.'),
  'ambiguous-segment': entry('names', 'What an intent speaks of lies in several segments, and it does not say which.'),
  'segments-apart': entry('names', 'The ends of an intent lie in different segments, and nothing passes between them.'),
  'unattached-source': entry('names', 'A source address is attached to no port of the network.'),

  'unattached-destination': entry('names', 'No node owns an address of the destination.'),
  'duplicate-address': entry('names', 'Two nodes have the same address.'),
  'reserved-name': entry('names', 'The name belongs to something that every device has.'),
  'interface-in-use': entry('names', 'Two links end at the same interface.'),
  'self-loop': entry('names', 'A link joins a node with itself.'),

  'unread-words': entry(
    'words',
    'Words of a sentence that have no place in any intent; nothing was made of the sentence.',
  ),
  'ambiguous-words': entry(
    'words',
    'The words can mean several things, or name something that is not there; the question says which.',
  ),
  'not-an-intent': entry(
    'words',
    'A question, a greeting or a command to the system, and not something the network must do.',
  ),

  'malformed-xml': entry('import', 'The file is not well-formed XML, or holds no graph.'),
  'malformed-json': entry('import', 'The file is not JSON, or not of the shape that its format has.'),
  'malformed-yaml': entry('import', 'The file is not YAML, or not of the shape that its format has.'),
  'malformed-csv': entry('import', 'The file is no table, or its columns are none that a network has.'),
  'unnamed-node': entry('import', 'An imported node has no name and was given one.'),
  'duplicate-link': entry('import', 'An imported link joins two nodes that are joined already.'),

  'wrong-unit': entry('values', 'A number has a unit that is unknown or does not fit the key.'),
  'wrong-kind': entry('values', 'A value has a form that does not fit the key.'),
  'out-of-range': entry('values', 'A number, address or date is outside what can exist.'),
  'malformed-address': entry('values', 'Something that begins like an address or prefix is none.'),
  'malformed-place': entry('values', 'A place is not written (latitude, longitude).'),
  'malformed-schedule': entry('values', 'A schedule is not written as days, hours and zone, or as dates.'),
  'missing-key': entry('values', 'A key that the declaration needs is absent.'),
  'assumed-as': entry('values', 'A device that speaks BGP has no AS number of its own.'),
  'unknown-key': entry('values', 'A key is near a known one, and would be kept as a label.'),

  conflict: entry('meaning', 'Two intents of the same priority contradict each other on some packets.'),
  redundant: entry('meaning', 'An intent lies wholly inside another that says the same.'),
  shadowed: entry('meaning', 'An intent never applies, since others of higher priority take all its packets.'),
  'partly-shadowed': entry('meaning', 'An intent loses some of its packets to one of higher priority.'),
  'never-active': entry('meaning', 'The schedule of an intent has no instant inside the horizon.'),
  'empty-class': entry('meaning', 'No packet belongs to an intent.'),
  inseparable: entry('meaning', 'Devices on the way cannot tell the class of an intent from other packets.'),
  'stateless-reply': entry('meaning', 'No device on the way tracks connections, so answers open the reversed class.'),
  'sessions-lost': entry('meaning', 'Failover of a stateful waypoint without synchronisation loses its sessions.'),
  'single-point': entry('meaning', 'The failure of an end or of a single waypoint lies outside "survive".'),

  'collector-not-adjacent': entry(
    'meaning',
    'Copies would have to pass a device that cannot tell them from their originals.',
  ),
  stranded: entry('meaning', 'Hosts send by a device that is drained, and only they can change that.'),

  'no-location': entry('plan', 'A node that sends or gets packets by place has none, or forwards nothing by places.'),
  'same-place': entry('plan', 'Two devices that forward by places are at the same one.'),
  'local-minimum': entry(
    'plan',
    'A device has no neighbour that is nearer to the place of a packet, and there is no way around.',
  ),
  'no-path': entry('plan', 'No path keeps all constraints; the cut that separates the ends is named.'),
  'over-capacity': entry('plan', 'Reservations exceed what a link carries; the link and its users are named.'),
  'latency-unreachable': entry('plan', 'No path is fast enough; the best possible latency is named.'),
  'hops-unreachable': entry('plan', 'No path is short enough; the least number of hops is named.'),
  'loss-unreachable': entry('plan', 'No path loses little enough; the least possible loss is named.'),
  'availability-unreachable': entry('plan', 'No path, and none with backups, is up long enough.'),
  'too-few-paths': entry(
    'plan',
    'There are fewer paths of the kind that is asked; how many, and what cuts the others.',
  ),
  'not-preferred': entry('plan', 'No path that keeps all that is asked passes what is preferred.'),
  untreated: entry('plan', 'Nothing lets the class of a mark, limit or queue through, so that nothing is treated.'),
  untranslated: entry('plan', 'Nothing lets the class of a translation through, so that nothing is translated.'),
  untracked: entry('plan', 'A device that keeps no table of connections would have to translate addresses.'),
  unwatched: entry('plan', 'A device does not notice that a member of a service is down.'),
  'not-protected': entry('plan', 'A counted failure leaves no path.'),

  'not-yet-compiled': entry('target', 'The text is right, but this version compiles no such thing.'),
  'unsupported-by-target': entry('target', 'A device cannot do what is asked; the nearest device that can is named.'),

  'too-deep': entry('limits', 'Blocks or lists are nested deeper than the limit.'),
  'file-too-large': entry('limits', 'The file is larger than the limit.'),
  'expansion-too-large': entry('limits', 'Templates, loops and includes expand to more than the limit.'),
  'too-many-errors': entry('limits', 'Reading stopped after the limit of errors.'),
} as const satisfies Record<string, CodeEntry>

/** A code of the registry. */
export type DiagnosticCode = keyof typeof diagnosticCodes

/** The one line that the manual has for a code. */
export const explainCode = (code: DiagnosticCode): string => diagnosticCodes[code].explanation
