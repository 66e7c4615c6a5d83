import {
  type CodeAction,
  CodeActionKind,
  DiagnosticSeverity,
  type Diagnostic as EditorDiagnostic,
  DocumentHighlightKind,
  type Location,
  type TextEdit as EditorEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver-types'
import { TextDocument } from 'vscode-languageserver-textdocument'
import type { Diagnostic, TextEdit } from '../diagnostics/diagnostic.js'
import type { Span } from '../diagnostics/span.js'
import { defaultLimits } from '../lex/limits.js'
import { complete } from './completion.js'
import { folderOf, FolderSession } from './folder-session.js'
import { formatEdits, formatRangeEdits } from './format-edits.js'
import { hover, type IntentKnowledge } from './hover.js'
import type { PlannedFiles, Planner, ProjectFolder, Timer } from './ports.js'
import type { Occurrence, Project } from './project.js'
import { fixesFor } from './quick-fixes.js'
import { rename, renameable } from './rename.js'
import {
  errorCodes,
  isRecord,
  readChanges,
  readPosition,
  readRange,
  readString,
  readUri,
  RequestError,
} from './read-params.js'
import { semanticTokens, tokenEdits, tokenModifiers, tokenTypes } from './semantic-tokens.js'
import { documentSymbols, foldingRanges } from './symbols.js'
import { rangeOf } from './text-range.js'

/** What the server needs of whoever runs it. */
export interface LanguageServerPorts {
  /** Sends a notification to the client. */
  readonly notify: (method: string, params: unknown) => void
  readonly folder: ProjectFolder
  readonly timer: Timer
  readonly planner?: Planner
  /** Told of our own errors, which the client hears of as `internal error`. */
  readonly onError?: (error: unknown) => void
}

/** Open documents at most, and their length together: what passes it is not kept, and said. */
const mostDocuments = 500
const mostCharacters = 64 * 1024 * 1024
/** From the last keystroke to diagnostics, ms. */
const debounceMs = 150
/** How long a hover waits for paths and verdicts, ms. */
const patienceMs = 8_000

type Params = Readonly<Record<string, unknown>>
type Answer = (params: Params, signal: AbortSignal) => unknown

/** A language server for one client, without a wire: requests and notifications of the editors' protocol come in as values. Texts are read
 *  where they lie, so that nothing is asked twice; nothing that a client sends ends it. */
export class LanguageServer {
  readonly #ports: LanguageServerPorts
  readonly #documents = new Map<string, TextDocument>()
  readonly #folders = new Map<string, FolderSession>()
  readonly #waiting = new Map<FolderSession, () => void>()
  /** What was said of each document last. */
  readonly #told = new Map<string, string>()
  readonly #tokens = new Map<string, { readonly id: string; readonly data: readonly number[] }>()
  #characters = 0
  #tokenId = 0
  #isInitialized = false
  #isShutDown = false

  constructor(ports: LanguageServerPorts) {
    this.#ports = ports
  }

  /** Whether the client has said that it ends. */
  get isShutDown(): boolean {
    return this.#isShutDown
  }

  /** Answers a request; rejects with `RequestError` where it cannot. */
  async request(method: string, params: unknown, signal: AbortSignal = new AbortController().signal): Promise<unknown> {
    const answer = Object.hasOwn(this.#answers, method) ? this.#answers[method] : undefined
    if (!answer) throw new RequestError(errorCodes.methodNotFound, `no method ${method.slice(0, 100)}`)
    if (!this.#isInitialized && method !== 'initialize')
      throw new RequestError(errorCodes.notInitialized, 'not initialized')
    if (this.#isShutDown) throw new RequestError(errorCodes.invalidRequest, 'the server is shut down')
    try {
      return await answer(isRecord(params) ? params : {}, signal)
    } catch (error) {
      if (error instanceof RequestError) throw error
      this.#ports.onError?.(error)
      throw new RequestError(errorCodes.internal, 'internal error')
    }
  }

  /** Takes a notification; unknown ones and wrong ones are left alone. */
  notification(method: string, params: unknown): void {
    const take = Object.hasOwn(this.#notifications, method) ? this.#notifications[method] : undefined
    if (!take || this.#isShutDown) return
    try {
      take(isRecord(params) ? params : {})
    } catch (error) {
      if (!(error instanceof RequestError)) this.#ports.onError?.(error)
      this.#say(error instanceof RequestError ? `${method}: ${error.message}` : `${method}: internal error`)
    }
  }

  /** Ends timers and plans; nothing is sent any more. */
  dispose(): void {
    this.#isShutDown = true
    for (const stop of this.#waiting.values()) stop()
    this.#waiting.clear()
    for (const folder of this.#folders.values()) folder.stopPlanning()
  }

  readonly #notifications: Readonly<Record<string, (params: Params) => void>> = {
    'textDocument/didOpen': ({ textDocument }) => this.#didOpen(textDocument),
    'textDocument/didChange': (params) => this.#didChange(params),
    'textDocument/didClose': (params) => this.#didClose(readUri(params)),
    'textDocument/didSave': (params) => this.#reload([readUri(params)]),
    'workspace/didChangeWatchedFiles': ({ changes }) =>
      this.#reload(
        (Array.isArray(changes) ? changes : []).flatMap((change) =>
          isRecord(change) && typeof change['uri'] === 'string' ? [change['uri']] : [],
        ),
      ),
  }

  readonly #answers: Readonly<Record<string, Answer>> = {
    initialize: () => {
      this.#isInitialized = true
      return { capabilities, serverInfo: { name: 'paranet', version: '0.1.0' } }
    },
    shutdown: () => {
      this.dispose()
      return null
    },
    'textDocument/completion': async (params) => {
      const { document, project, offset } = await this.#at(params, 'quick')
      return complete(document, offset, project)
    },
    'textDocument/hover': (params) => this.#hover(params),
    'textDocument/definition': async (params) => {
      const { folder, project, found } = await this.#named(params)
      const { symbol } = found ?? {}
      if (!symbol || symbol.file === undefined) return null
      return this.#location(folder, project, symbol.file, symbol.definition?.span ?? startOfFile)
    },
    'textDocument/references': async (params) => {
      const { folder, project, found } = await this.#named(params)
      const withDeclaration = isRecord(params['context']) && params['context']['includeDeclaration'] === true
      const places = found ? project.occurrences(found.symbol) : []
      return places
        .filter(({ isDefinition }) => withDeclaration || !isDefinition)
        .map(({ file, span }) => this.#location(folder, project, file, span))
    },
    'textDocument/documentHighlight': async (params) => {
      const { document, name, project, found } = await this.#named(params)
      const places = found ? project.occurrences(found.symbol).filter(({ file }) => file === name) : []
      return places.map(({ span, isDefinition }) => ({
        range: rangeOf(document, span),
        kind: isDefinition ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
      }))
    },
    'textDocument/prepareRename': async (params) => {
      const { document, name, project, offset } = await this.#at(params)
      const found = renameable(project, name, offset)
      if ('refused' in found) throw new RequestError(errorCodes.requestFailed, found.refused)
      return { range: rangeOf(document, found.span), placeholder: found.symbol.name }
    },
    'textDocument/rename': (params) => this.#rename(params),
    'textDocument/documentSymbol': async (params) => {
      const { document, file } = await this.#whole(params)
      return file ? documentSymbols(document, file.document) : []
    },
    'textDocument/foldingRange': async (params) => {
      const { document, file } = await this.#whole(params)
      return file ? foldingRanges(document, file.document) : []
    },
    'textDocument/formatting': async (params) => {
      const { document, name } = await this.#whole(params)
      return formatEdits(document, name)
    },
    'textDocument/rangeFormatting': async (params) => {
      const { document, name } = await this.#whole(params)
      return formatRangeEdits(document, name, readRange(params['range']))
    },
    'textDocument/codeAction': (params) => this.#codeActions(params),
    'textDocument/semanticTokens/full': async (params) => {
      const { document, project } = await this.#whole(params)
      return this.#keepTokens(document.uri, paint(document, project))
    },
    'textDocument/semanticTokens/full/delta': async (params) => {
      const { document, project } = await this.#whole(params)
      const before = this.#tokens.get(document.uri)
      const { resultId, data } = this.#keepTokens(document.uri, paint(document, project))
      return before && before.id === params['previousResultId']
        ? { resultId, edits: tokenEdits(before.data, data) }
        : { resultId, data }
    },
    'textDocument/semanticTokens/range': async (params) => {
      const { document, project } = await this.#whole(params)
      const { start, end } = readRange(params['range'])
      return { data: paint(document, project, { from: document.offsetAt(start), to: document.offsetAt(end) }) }
    },
  }

  #didOpen(opened: unknown): void {
    if (!isRecord(opened)) throw new RequestError(errorCodes.invalidParams, 'no textDocument')
    const uri = readString(opened['uri'], 'uri')
    const text = readString(opened['text'], 'text')
    const version = typeof opened['version'] === 'number' ? opened['version'] : 0
    const before = this.#documents.get(uri)?.getText().length ?? 0
    if (this.#documents.size >= mostDocuments || this.#characters - before + text.length > mostCharacters)
      throw new RequestError(errorCodes.requestFailed, 'too much is open: close some documents')
    this.#characters += text.length - before
    this.#documents.set(uri, TextDocument.create(uri, 'paranet', version, text))
    this.#touch(uri)
  }

  #didChange(params: Params): void {
    const document = this.#documentOf(readUri(params))
    const version = isRecord(params['textDocument']) ? params['textDocument']['version'] : undefined
    const before = document.getText().length
    const changes = readChanges(params['contentChanges'])
    const changed = TextDocument.update(
      document,
      [...changes],
      typeof version === 'number' ? version : document.version + 1,
    )
    this.#characters += changed.getText().length - before
    this.#touch(document.uri)
  }

  #didClose(uri: string): void {
    const document = this.#documentOf(uri)
    this.#characters -= document.getText().length
    this.#documents.delete(uri)
    this.#tokens.delete(uri)
    this.#reload([uri])
  }

  #reload(uris: readonly string[]): void {
    for (const folder of this.#folders.values()) {
      if (!uris.some((uri) => folder.holds(uri))) continue
      folder.forget()
      this.#schedule(folder)
    }
  }

  #touch(uri: string): void {
    this.#folderOf(uri)
    for (const folder of this.#folders.values())
      if (folder.holds(uri)) {
        folder.touch()
        this.#schedule(folder)
      }
  }

  #folderOf(uri: string): FolderSession {
    const its = folderOf(uri)
    let folder = this.#folders.get(its)
    if (!folder) this.#folders.set(its, (folder = new FolderSession(its, this.#ports, this.#documents)))
    return folder
  }

  #schedule(folder: FolderSession): void {
    this.#waiting.get(folder)?.()
    folder.stopPlanning()
    const stop = this.#ports.timer.after(debounceMs, () => {
      this.#waiting.delete(folder)
      this.#publish(folder).catch((error: unknown) => this.#ports.onError?.(error))
    })
    this.#waiting.set(folder, stop)
  }

  /** What the language finds at once; what a planner finds as soon as it is known, if nothing has changed meanwhile. */
  async #publish(folder: FolderSession): Promise<void> {
    await folder.load()
    const versions = this.#versions(folder)
    this.#send(folder, await folder.diagnostics(false))
    if (!this.#ports.planner) return
    const found = await folder.diagnostics(true)
    if (!this.#waiting.has(folder) && versions === this.#versions(folder)) this.#send(folder, found)
  }

  #versions(folder: FolderSession): string {
    return JSON.stringify(folder.uris().map((uri) => [uri, this.#documents.get(uri)?.version]))
  }

  #send(folder: FolderSession, found: ReadonlyMap<string, readonly Diagnostic[]>): void {
    if (this.#isShutDown) return
    for (const [uri, diagnostics] of [...found].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const open = this.#documents.get(uri)
      const document = folder.document(uri)
      const shown = document ? diagnostics.map((one) => this.#shown(one, document, folder)) : []
      const params = { uri, ...(open ? { version: open.version } : {}), diagnostics: shown }
      const said = JSON.stringify(params)
      const isNothing = !open && shown.length === 0
      if (this.#told.get(uri) === said || (isNothing && !this.#told.has(uri))) continue
      if (isNothing) this.#told.delete(uri)
      else this.#told.set(uri, said)
      this.#ports.notify('textDocument/publishDiagnostics', params)
    }
  }

  #shown(
    { code, severity, message, hint, span, related }: Diagnostic,
    document: TextDocument,
    folder: FolderSession,
  ): EditorDiagnostic {
    return {
      range: rangeOf(document, span),
      severity: {
        error: DiagnosticSeverity.Error,
        warning: DiagnosticSeverity.Warning,
        info: DiagnosticSeverity.Information,
      }[severity],
      code,
      source: 'paranet',
      message: hint === undefined ? message : `${message}; ${hint}`,
      ...(related && related.length > 0
        ? {
            relatedInformation: related.flatMap((one) => {
              const its = folder.document(folder.uriOf(one.file))
              return its ? [{ location: { uri: its.uri, range: rangeOf(its, one.span) }, message: one.message }] : []
            }),
          }
        : {}),
    }
  }

  /** The document of a request, its folder read. */
  async #whole(params: Params, freshness: 'now' | 'quick' = 'now') {
    const uri = readUri(params)
    const document = this.#documentOf(uri)
    const folder = this.#folderOf(uri)
    await folder.load()
    const project = folder.projectOf(uri, freshness)
    const name = folder.nameOf(uri)
    return { document, folder, project, name, file: project.file(name) }
  }

  async #at(params: Params, freshness: 'now' | 'quick' = 'now') {
    const position = readPosition(params['position'])
    const its = await this.#whole(params, freshness)
    return { ...its, offset: its.document.offsetAt(position) }
  }

  async #named(params: Params) {
    const its = await this.#at(params)
    return { ...its, found: its.project.at(its.name, its.offset) as Occurrence | undefined }
  }

  async #hover(params: Params): Promise<unknown> {
    const { document, folder, project, name, offset } = await this.#at(params)
    const isIntent = project.at(name, offset)?.symbol.kind === 'intent'
    const planned = isIntent ? await this.#patiently(folder.plan(project)) : undefined
    const knowledge = (file: string, intent: string): IntentKnowledge => {
      const is = ({ id }: { readonly id: string }) => id.endsWith(`/${file}/${intent}`)
      return { intent: folder.check(project).resolved.intents.find(is), planned: planned?.intents.find(is) }
    }
    return hover(document, name, offset, project, knowledge)
  }

  #patiently(planned: Promise<PlannedFiles | undefined>): Promise<PlannedFiles | undefined> {
    return new Promise((resolve) => {
      const stop = this.#ports.timer.after(patienceMs, () => resolve(undefined))
      void planned.then((found) => {
        stop()
        resolve(found)
      })
    })
  }

  async #rename(params: Params): Promise<WorkspaceEdit> {
    const newName = readString(params['newName'], 'newName')
    const { folder, project, name, offset } = await this.#at(params)
    const renamed = rename(project, name, offset, newName, folder.givenTopology)
    if ('refused' in renamed) throw new RequestError(errorCodes.requestFailed, renamed.refused)
    return this.#workspaceEdit(folder, renamed.edits)
  }

  async #codeActions(params: Params): Promise<CodeAction[]> {
    const { document, folder, project, name, file } = await this.#whole(params)
    const range = readRange(params['range'])
    const [from, to] = [document.offsetAt(range.start), document.offsetAt(range.end)]
    const planned = await this.#patiently(folder.plan(project))
    const all = [...folder.check(project).resolved.diagnostics, ...(planned?.diagnostics ?? [])]
    const here = all.filter(
      (one) => one.file === name && one.span.offset <= to && one.span.offset + one.span.length >= from,
    )
    if (!file) return []
    const seen = new Set<string>()
    return here.flatMap((diagnostic) =>
      fixesFor(diagnostic, file).flatMap(({ title, edits }, i): CodeAction[] => {
        const id = JSON.stringify([title, edits])
        if (seen.has(id)) return []
        seen.add(id)
        return [
          {
            title,
            kind: CodeActionKind.QuickFix,
            diagnostics: [this.#shown(diagnostic, document, folder)],
            isPreferred: i === 0,
            edit: this.#workspaceEdit(folder, edits),
          },
        ]
      }),
    )
  }

  #workspaceEdit(folder: FolderSession, edits: readonly TextEdit[]): WorkspaceEdit {
    const changes: Record<string, EditorEdit[]> = {}
    for (const { file, text, ...place } of edits) {
      const uri = folder.uriOf(file)
      const document = folder.document(uri)
      if (document) (changes[uri] ??= []).push({ range: rangeOf(document, place), newText: text })
    }
    return { changes }
  }

  #location(folder: FolderSession, project: Project, file: string, span: Span): Location | null {
    const uri = folder.uriOf(file)
    const document = folder.document(uri)
    return document && project.file(file) ? { uri, range: rangeOf(document, span) } : null
  }

  #keepTokens(uri: string, data: readonly number[]) {
    const id = String(++this.#tokenId)
    this.#tokens.set(uri, { id, data })
    return { resultId: id, data }
  }

  #documentOf(uri: string): TextDocument {
    const document = this.#documents.get(uri)
    if (!document) throw new RequestError(errorCodes.invalidParams, `no document ${uri.slice(0, 200)} is open`)
    return document
  }

  #say(message: string): void {
    this.#ports.notify('window/logMessage', { type: 1, message })
  }
}

const startOfFile: Span = { offset: 0, line: 1, column: 1, length: 0 }

/** Longer texts are not read, so they are not coloured either. */
const paint = (
  document: TextDocument,
  project: Project,
  range?: { readonly from: number; readonly to: number },
): number[] =>
  document.getText().length > defaultLimits.fileLength ? [] : semanticTokens(document.getText(), project, range)

const capabilities = {
  positionEncoding: 'utf-16',
  textDocumentSync: { openClose: true, change: 2, save: { includeText: false } },
  completionProvider: { triggerCharacters: [':', ',', ' ', '-', '"', '('] },
  hoverProvider: true,
  definitionProvider: true,
  referencesProvider: true,
  documentHighlightProvider: true,
  renameProvider: { prepareProvider: true },
  documentSymbolProvider: true,
  foldingRangeProvider: true,
  documentFormattingProvider: true,
  documentRangeFormattingProvider: true,
  codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
  semanticTokensProvider: {
    legend: { tokenTypes: [...tokenTypes], tokenModifiers: [...tokenModifiers] },
    full: { delta: true },
    range: true,
  },
} as const
