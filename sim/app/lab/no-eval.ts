/**
 * Comes before everything that checks a scenario. zod would try whether it may make functions of
 * text; the page's policy forbids it, and a browser that tells of that reads the whole script anew.
 */
import { config } from 'zod';

config({ jitless: true });
