/** What is done in the stages of a migration under Xen, in a few words. */
const WORDS: Readonly<Record<string, string>> = {
  check: 'is there room at the destination?',
  connect: 'the hosts are connected',
  'source-setup': 'writes begin to be noted',
  'pre-copy': 'rounds, while the guest runs',
  'suspend-request': 'the guest is asked to stop',
  'suspend-handshake': 'the guest reports that it stands',
  'final-clean': 'the last look at what is dirty',
  'stop-and-copy': 'the pages that are left',
  save: 'all of the memory goes to storage',
  tail: 'registers',
  'destination-finish': 'page tables at the destination',
  restore: 'all of it comes back at the destination',
  'source-teardown': 'the guest is destroyed at the source, and waited for until it is gone',
  close: 'the connection is closed',
  activate: 'devices are set up at the destination',
};

/** Of a stage, by its name; the name itself for one that Xen lacks. */
export const stageWords = (name: string): string => WORDS[name] ?? name;
