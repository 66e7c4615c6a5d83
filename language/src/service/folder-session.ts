import type { Topology } from '@paranet/network'
import { TextDocument } from 'vscode-languageserver-textdocument'
import type { Diagnostic } from '../diagnostics/diagnostic.js'
import { type ParsedFile, ParsedFiles } from '../resolve/source-file.js'
import type { FolderFile, PlannedFiles, Planner, ProjectFolder } from './ports.js'
import { Project } from './project.js'
import { projectGroups } from './project-groups.js'
import type { resolveIntents } from '../resolve/resolve-intents.js'

/** Documents that are open, by uri. */
export type OpenDocuments = ReadonlyMap<string, TextDocument>

/** A project with what was found in it. */
export interface Checked {
  readonly project: Project
  readonly resolved: ReturnType<typeof resolveIntents>
}

/** How much text is read again before names are proposed; of longer files the names of a moment ago are taken. */
const quickLength = 60_000

/** The files of one folder, as they lie there with what is open on top, and what was found in them. */
export class FolderSession {
  readonly uri: string
  readonly #folder: ProjectFolder
  readonly #planner: Planner | undefined
  readonly #open: OpenDocuments
  readonly #parsed = new ParsedFiles()
  #lying: readonly FolderFile[] = []
  #given: { readonly network: string; readonly topology: Topology } | undefined
  #projects: readonly Project[] = []
  #isStale = true
  #loading: Promise<void> | undefined
  readonly #resolved = new WeakMap<Project, Checked['resolved']>()
  readonly #planned = new WeakMap<Project, Promise<PlannedFiles | undefined>>()
  #planning = new AbortController()

  constructor(
    uri: string,
    ports: { readonly folder: ProjectFolder; readonly planner?: Planner | undefined },
    open: OpenDocuments,
  ) {
    this.uri = uri
    this.#folder = ports.folder
    this.#planner = ports.planner
    this.#open = open
  }

  /** Reads what lies in the folder, once, or again after `forget`. */
  load(): Promise<void> {
    this.#loading ??= this.#read()
    return this.#loading
  }

  async #read(): Promise<void> {
    this.#lying = await this.#folder.filesBeside(this.uri).catch(() => [])
    this.#given = await this.#folder.topologyOf?.(this.uri).catch(() => undefined)
    this.#isStale = true
  }

  /** The topology that no file holds, if there is one. */
  get givenTopology(): Topology | undefined {
    return this.#given?.topology
  }

  /** What lies in the folder may have changed. */
  forget(): void {
    this.#loading = undefined
  }

  /** A document was opened, changed or closed. */
  touch(): void {
    this.#isStale = true
  }

  /** Whether a document belongs to the files here. */
  holds(uri: string): boolean {
    return folderOf(uri) === this.uri || this.#lying.some((file) => file.uri === uri)
  }

  /** Uris of all files. */
  uris(): string[] {
    return [...this.#texts().keys()]
  }

  nameOf(uri: string): string {
    return relativeName(this.uri, uri)
  }

  uriOf(name: string): string {
    return [...this.#texts().keys()].find((uri) => this.nameOf(uri) === name) ?? this.uri
  }

  /** A document of a file, open or not. */
  document(uri: string): TextDocument | undefined {
    const open = this.#open.get(uri)
    if (open) return open
    const text = this.#lying.find((file) => file.uri === uri)?.text
    return text === undefined ? undefined : TextDocument.create(uri, 'paranet', 0, text)
  }

  #texts(): Map<string, string> {
    const texts = new Map(this.#lying.map(({ uri, text }) => [uri, text]))
    for (const [uri, document] of this.#open) if (this.holds(uri)) texts.set(uri, document.getText())
    return texts
  }

  /** The projects as the texts are now. */
  projects(): readonly Project[] {
    if (!this.#isStale) return this.#projects
    const files = [...this.#texts()].map(([uri, text]) => ({ name: this.nameOf(uri), text }))
    const groups = projectGroups(this.#parsed.parse(files), this.#given !== undefined)
    const before = this.#projects
    this.#projects = groups.map((group) => this.#project(group, before))
    this.#isStale = false
    return this.#projects
  }

  #project(files: readonly ParsedFile[], before: readonly Project[]): Project {
    const same = before.find(
      (project) => project.files.length === files.length && files.every((file) => project.files.includes(file)),
    )
    if (same && same.topology === (this.#given?.topology ?? same.topology)) return same
    const older = before.find((project) => project.files.some(({ name }) => files.some((file) => file.name === name)))
    return new Project(files, { topology: this.#given?.topology, network: this.#given?.network, before: older })
  }

  /** The project that a document belongs to. `freshness: 'quick'`: long files may be as they were a moment ago. */
  projectOf(uri: string, freshness: 'now' | 'quick' = 'now'): Project {
    const name = this.nameOf(uri)
    const find = (projects: readonly Project[]) => projects.find((project) => project.file(name))
    const isLong =
      this.#isStale && [...this.#texts().values()].reduce((sum, text) => sum + text.length, 0) > quickLength
    const known = freshness === 'quick' && isLong ? find(this.#projects) : undefined
    return known ?? find(this.projects()) ?? new Project([])
  }

  /** What the language finds. */
  check(project: Project): Checked {
    let resolved = this.#resolved.get(project)
    if (!resolved) this.#resolved.set(project, (resolved = project.resolve()))
    return { project, resolved }
  }

  /** What a planner finds, where there is one and the language found no error. */
  plan(project: Project): Promise<PlannedFiles | undefined> {
    const known = this.#planned.get(project)
    if (known) return known
    const planned = this.#startPlan(project)
    this.#planned.set(project, planned)
    return planned
  }

  async #startPlan(project: Project): Promise<PlannedFiles | undefined> {
    const { topology } = project
    const { resolved } = this.check(project)
    if (!this.#planner || !topology || resolved.diagnostics.some(({ severity }) => severity === 'error'))
      return undefined
    const files = project.files.map(({ name, text }) => ({ name, text }))
    const input = { network: this.#given?.network ?? topology.name, topology, files }
    return this.#planner.check(input, this.#planning.signal).catch(() => {
      this.#planned.delete(project)
      return undefined
    })
  }

  /** Gives up what is being planned: the texts are others now. */
  stopPlanning(): void {
    this.#planning.abort()
    this.#planning = new AbortController()
  }

  /** Diagnostics by uri; every file has an entry. */
  async diagnostics(withPlan: boolean): Promise<Map<string, Diagnostic[]>> {
    const found = new Map<string, Diagnostic[]>(this.uris().map((uri) => [uri, []]))
    for (const project of this.projects()) {
      const own = this.check(project).resolved.diagnostics
      const planned = withPlan ? ((await this.plan(project))?.diagnostics ?? []) : []
      for (const diagnostic of withoutRepeats([...own, ...planned]))
        found.get(this.uriOf(diagnostic.file))?.push(diagnostic)
    }
    return found
  }
}

function withoutRepeats(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Set<string>()
  return diagnostics.filter(({ file, code, span, message }) => {
    const id = JSON.stringify([file, code, span.offset, message])
    return seen.has(id) ? false : seen.add(id) !== undefined
  })
}

/** The folder of a document, with the slash at its end; a document without one is alone. */
export function folderOf(uri: string): string {
  const slash = uri.lastIndexOf('/')
  return slash < 0 ? uri : uri.slice(0, slash + 1)
}

/** The path of a file as seen from a folder, with `/`, as includes write it. */
export function relativeName(folder: string, uri: string): string {
  const from = folder.split('/').slice(0, -1)
  const to = uri.split('/')
  if (from.length === 0) return decoded(uri)
  let same = 0
  while (same < from.length && same < to.length - 1 && from[same] === to[same]) same++
  return [...from.slice(same).map(() => '..'), ...to.slice(same).map(decoded)].join('/')
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
