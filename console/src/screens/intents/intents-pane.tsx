import { useState } from 'react'
import type { Diagnostic } from '@paranet/schemas'
import { useControl } from '../../app/control.js'
import { plural } from '../../app/format.js'
import { Icon } from '../../app/ui/icon.js'
import { Blank, Dialog, Note, Show } from '../../app/ui/parts.js'
import { useAction } from '../../app/use-loaded.js'
import { useWorkspace } from '../workspace/workspace-state.js'
import { CodeEditor } from './code-editor.js'
import type { DraftFile, Drafts } from './drafts.js'
import { FileTabs } from './file-tabs.js'
import { ProblemList } from './problem-list.js'
import { useParse } from './use-parse.js'

/** The first step: writing what the network must do. */
export const IntentsPane = ({ drafts }: { drafts: Drafts }) => (
  <Show of={drafts}>{(files) => <Files files={files} drafts={drafts} />}</Show>
)

function Files({ files, drafts }: { files: readonly DraftFile[]; drafts: Drafts }) {
  const { mayWrite } = useControl()
  const [picked, setPicked] = useState<string>()
  const file = files.find(({ name }) => name === picked) ?? files[0]
  const add = (name: string) => {
    drafts.edit(name, '')
    setPicked(name)
  }
  return (
    <div className="intents">
      <FileTabs
        files={files}
        active={file?.name}
        onPick={setPicked}
        onAdd={add}
        onRemove={(name) => drafts.edit(name, null)}
      />
      {file ? (
        <FileEditor key={file.name} file={file} drafts={drafts} />
      ) : (
        <Blank icon="file" title="No intents yet" testId="no-intents">
          <p>
            An intent says what the network must do: which traffic is delivered, on what way, and what must never pass.
          </p>
          {mayWrite && (
            <button type="button" className="button primary" onClick={() => add('intents.pn')}>
              Write the first
            </button>
          )}
        </Blank>
      )}
      <Actions files={files} drafts={drafts} />
    </div>
  )
}

function FileEditor({ file, drafts }: { file: DraftFile; drafts: Drafts }) {
  const { api, mayWrite } = useControl()
  const { topology } = useWorkspace()
  const [goTo, setGoTo] = useState<{ offset: number }>()
  const { diagnostics, error } = useParse(api, file.name, file.text)
  const format = useAction(async () => {
    const { formatted } = await api.parse(file.text)
    if (formatted !== undefined) drafts.edit(file.name, formatted)
  })
  const show = (diagnostic: Diagnostic) => setGoTo({ offset: diagnostic.span.offset })
  return (
    <>
      <CodeEditor
        file={file.name}
        text={file.text}
        topology={topology}
        diagnostics={diagnostics}
        isReadOnly={!mayWrite}
        onChange={(text) => drafts.edit(file.name, text)}
        goTo={goTo}
      />
      <div className="editor-foot">
        <ProblemList diagnostics={diagnostics} onShow={show} />
        <button
          type="button"
          className="button quiet"
          disabled={!mayWrite || format.isRunning}
          onClick={() => void format.run()}
          data-testid="format"
        >
          Format
        </button>
      </div>
      {(error ?? format.error) && <Note tone="warn">{error ?? format.error}</Note>}
    </>
  )
}

/** What a plan was made from, to tell whether it still is what the editor shows. */
export const textOf = (files: readonly DraftFile[]): string =>
  JSON.stringify(files.map(({ name, text }) => [name, text]))

function Actions({ files, drafts }: { files: readonly DraftFile[]; drafts: Drafts }) {
  const { api, mayWrite } = useControl()
  const { change } = useWorkspace()
  const [isAsking, setIsAsking] = useState(false)
  const preview = useAction(async () => {
    const plan = await api.compile(files.map(({ name, text }) => ({ name, text })))
    change({ plan, planText: textOf(files), step: 'plan', highlight: undefined })
  })
  return (
    <>
      {preview.error && (
        <Note tone="bad" testId="preview-error">
          {preview.error}
        </Note>
      )}
      <div className="pane-foot">
        <span className="muted grow clip" data-testid="changed-files">
          {drafts.changed === 0 ? 'No changes' : `${plural(drafts.changed, 'file')} changed`}
        </span>
        {drafts.changed > 0 && (
          <button type="button" className="button" onClick={() => setIsAsking(true)} data-testid="discard">
            Discard
          </button>
        )}
        <button
          type="button"
          className="button primary"
          disabled={!mayWrite || preview.isRunning || files.length + drafts.changed === 0}
          onClick={() => void preview.run()}
          data-testid="preview-plan"
        >
          {preview.isRunning ? 'Proving…' : 'Preview plan'}
          <Icon name="chevron" />
        </button>
      </div>
      {isAsking && (
        <Dialog
          title="Discard all changes?"
          testId="discard-dialog"
          onClose={() => setIsAsking(false)}
          foot={
            <>
              <button type="button" className="button" onClick={() => setIsAsking(false)}>
                Keep them
              </button>
              <button
                type="button"
                className="button danger primary"
                onClick={() => {
                  drafts.discard()
                  setIsAsking(false)
                }}
              >
                Discard
              </button>
            </>
          }
        >
          <p>{plural(drafts.changed, 'file')} will be as the server has it again. This cannot be undone.</p>
        </Dialog>
      )}
    </>
  )
}
