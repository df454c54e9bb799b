/** The version of precopy: that of its package.json. */
import { packagePath, readText } from './files/files.ts';

const { version } = JSON.parse(readText(packagePath('package.json'))) as { version: string };

/** Such as `1.0.0`. */
export const VERSION = version;
