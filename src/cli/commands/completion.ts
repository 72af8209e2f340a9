import type { Configure } from '../configure.ts';
import { oneOf } from '../options.ts';

const shells = ['bash', 'zsh', 'fish'] as const;

const help = `
  source <(sallyport completion bash)
  sallyport completion zsh > "\${fpath[1]}/_sallyport"
  sallyport completion fish | source`;

export const configure: Configure = (command, io, exit) => {
  command
    .argument('<shell>', shells.join(', '), oneOf(shells, 'completion'))
    .addHelpText('after', help)
    .action(async (shell: (typeof shells)[number]) => {
      const [{ treeOf }, scripts, { allRuleIds }] = await Promise.all([
        import('../completion/tree.ts'),
        import('../completion/shells.ts'),
        import('../rule-ids.ts'),
      ]);
      const tree = treeOf(command.parent ?? command);
      const script = { bash: scripts.bashScript, zsh: scripts.zshScript, fish: scripts.fishScript }[shell];
      io.stdout.write(script(tree, allRuleIds));
      exit(0);
    });
};
