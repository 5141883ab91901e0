// A soft ring: two notes, a pause; until it is stopped. Silent where the browser lets no page sound before a click.
const NOTES = [523, 659]; // Hz
const LOUD = 0.12; // of full scale
const EVERY = 2500; // milliseconds

export class Ring {
  private sound: AudioContext | null = null;
  private timer = 0;

  start(): void {
    this.stop();
    this.sound ??= new AudioContext();
    void this.sound.resume();
    this.once();
    this.timer = window.setInterval(() => this.once(), EVERY);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private once(): void {
    const sound = this.sound!;
    NOTES.forEach((pitch, at) => {
      const note = sound.createOscillator();
      const loudness = sound.createGain();
      const from = sound.currentTime + at * 0.35;
      note.frequency.value = pitch;
      loudness.gain.setValueAtTime(0, from);
      loudness.gain.linearRampToValueAtTime(LOUD, from + 0.03);
      loudness.gain.exponentialRampToValueAtTime(0.001, from + 0.6);
      note.connect(loudness).connect(sound.destination);
      note.start(from);
      note.stop(from + 0.65);
    });
  }
}
