/**
 * Comes before everything that checks a scenario. zod would try whether it may make functions of
 * text; the page's policy forbids it, and a browser that reports it reads the whole script again.
 */
import { config } from 'zod';

config({ jitless: true });
