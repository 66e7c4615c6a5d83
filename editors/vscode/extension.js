// Starts `paranet lsp --stdio` for every window that has a *.pn file open.
const { workspace } = require('vscode')
const { LanguageClient } = require('vscode-languageclient/node')

let client

exports.activate = async () => {
  const settings = workspace.getConfiguration('paranet')
  const run = { command: settings.get('command', 'paranet'), args: settings.get('arguments', ['lsp', '--stdio']) }
  client = new LanguageClient('paranet', 'ParaNet', run, {
    documentSelector: [{ language: 'paranet' }],
    synchronize: { fileEvents: workspace.createFileSystemWatcher('**/*.pn') },
  })
  await client.start()
}

exports.deactivate = () => client?.stop()
