import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { cameraFault, hasCamera, openCamera, stopCamera, takePhoto } from "../../shared/camera.ts";
import { type Message, say, words } from "../../words/words.ts";
import { Icon } from "./icons.tsx";

interface Props {
  onPhoto: (photo: File) => void;
  once?: boolean; // one photo is all that is wanted
}

// Opens the camera in a dialog, which lives as long as it is open.
export function CameraButton(props: Props) {
  const [open, setOpen] = useState(false);
  if (!hasCamera()) return null;
  return (
    <>
      <button class="button button-secondary camera-button" onClick={() => setOpen(true)}>
        <Icon name="camera" />
        {words().camera.open}
      </button>
      {open && <CameraDialog {...props} onClose={() => setOpen(false)} />}
    </>
  );
}

function CameraDialog({ onPhoto, once = false, onClose }: Props & { onClose: () => void }) {
  const t = words().camera;
  const dialog = useRef<HTMLDialogElement>(null);
  const video = useRef<HTMLVideoElement>(null);
  const [fault, setFault] = useState<Message | null>(null);
  const [ready, setReady] = useState(false);
  const [taken, setTaken] = useState(0);
  const button = useRef<HTMLButtonElement>(null);
  // From then on Space takes one photo after the other.
  useEffect(() => void (ready && button.current?.focus()), [ready]);
  const close = () => dialog.current!.close(); // gives the focus back to the button
  useLayoutEffect(() => dialog.current!.showModal(), []);
  useCamera(video, setFault);
  const take = async () => {
    try {
      onPhoto(await takePhoto(video.current!));
      setTaken((count) => count + 1);
      if (once) close();
    } catch (error) {
      setFault(cameraFault(error));
    }
  };
  return (
    <dialog ref={dialog} class="camera" aria-labelledby="camera-title" onClose={onClose}>
      <div class="dialog-head">
        <h2 id="camera-title">{t.title}</h2>
        <button class="icon-button" aria-label={words().page.close} onClick={close}>
          <Icon name="close" />
        </button>
      </div>
      {fault !== null && (
        <p class="fault" role="alert">
          {say(fault)}
        </p>
      )}
      <video
        ref={video}
        hidden={fault !== null}
        aria-label={t.preview}
        autoplay
        muted
        playsInline
        onPlaying={() => setReady(true)}
      />
      {fault === null && (
        <div class="row">
          <button ref={button} class="button button-primary" disabled={!ready} onClick={() => void take()}>
            {t.take}
          </button>
          <p class="card-note" aria-live="polite">
            {!ready ? t.starting : taken > 0 ? t.taken(taken) : t.howTo}
          </p>
        </div>
      )}
    </dialog>
  );
}

// The stream is stopped with the dialog, whether it was there already or comes only then.
function useCamera(video: { current: HTMLVideoElement | null }, onFault: (fault: Message) => void): void {
  useEffect(() => {
    let closed = false;
    let opened: MediaStream | null = null;
    openCamera().then(
      (stream) => {
        if (closed) return stopCamera(stream);
        opened = stream;
        video.current!.srcObject = stream;
        stream.getVideoTracks()[0]?.addEventListener("ended", () => onFault(["cameraGone"]));
      },
      (error) => {
        if (!closed) onFault(cameraFault(error));
      },
    );
    return () => {
      closed = true;
      if (opened) stopCamera(opened);
    };
  }, []);
}
