/** Starts the lab in its page. */
import './engine/spare.ts';
import './no-eval.ts';

import { render } from 'preact';
import { App } from './view/app.tsx';
import './lab.css';
import './play.css';

render(<App />, document.getElementById('lab') as HTMLElement);
