import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { cameraFault, hasCamera, openCamera, stopCamera, takePhoto } from "../../shared/camera.ts";
import { type Message, say, words } from "../../words/words.ts";
import { Icon } from "./icons.tsx";

interface Props {
  onPhoto: (photo: File) => void;
  once?: boolean; // close the dialog after the first photo
}

// Opens a dialog that takes photos. The dialog is mounted only while it is open.
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
  // With the focus on the button, each press of the space bar takes a photo. A layout effect: the button must not be enabled
  // without the focus, since the space bar would then press the button that closes the dialog.
  useLayoutEffect(() => void (ready && button.current?.focus()), [ready]);
  useLayoutEffect(() => dialog.current!.showModal(), []);
  const stop = useCamera(video, setFault);
  const close = () => {
    stop();
    dialog.current!.close(); // returns the focus to the camera button
  };
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
    <dialog ref={dialog} class="camera" aria-labelledby="camera-title" onCancel={stop} onClose={onClose}>
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

// Shows the camera in `video`. Returns a function that stops it. It also stops when the component unmounts, before its elements
// are removed: a layout effect, since Preact runs the cleanup of other effects only after the next paint. A stream that arrives
// after that is stopped at once.
function useCamera(video: { current: HTMLVideoElement | null }, onFault: (fault: Message) => void): () => void {
  const camera = useRef<{ stream: MediaStream | null; stopped: boolean }>({ stream: null, stopped: false });
  const stop = () => {
    camera.current.stopped = true;
    if (camera.current.stream) stopCamera(camera.current.stream);
  };
  useLayoutEffect(() => {
    openCamera().then(
      (stream) => {
        if (camera.current.stopped) return stopCamera(stream);
        camera.current.stream = stream;
        video.current!.srcObject = stream;
        stream.getVideoTracks()[0]?.addEventListener("ended", () => onFault(["cameraGone"]));
      },
      (error) => {
        if (!camera.current.stopped) onFault(cameraFault(error));
      },
    );
    return stop;
  }, []);
  return stop;
}
