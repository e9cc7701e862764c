// How container runtimes name a container's cgroup, and where the engine finds its own container's id. Pure.

/**
 * Docker (docker-<id>.scope, docker/<id>), containerd (cri-containerd-<id>.scope, <id> below a pod), CRI-O (crio-<id>.scope),
 * Podman (libpod-<id>.scope) and ECS (<task id>-<number>). The helpers beside a container (conmon) are none.
 */
const containerName = /^(?!.*conmon)(?:[a-z][a-z0-9]*[-_:])*?([0-9a-f]{64}|[0-9a-f]{32}-\d{6,10})(?:\.scope)?$/;
/** containerd hands systemd the cgroup as slice:prefix:id; without systemd it is a folder's name. */
const sliceName = /^[\w.-]+:[\w-]+:([0-9a-f]{64})$/;
const boundFile = /\/(containers|overlay-containers|sandboxes)\/([0-9a-f]{64})\//g;

/** The id, of one folder of the cgroup file system; null = this folder is no container. */
export function containerIdOf(folder: string): string | null {
  return (containerName.exec(folder) ?? sliceName.exec(folder))?.[1] ?? null;
}

/** Of a process: the innermost container on its way from the root. null = none is to be seen. */
export function containerOfPath(path: string): string | null {
  return (
    path
      .split("/")
      .map(containerIdOf)
      .findLast((id) => id !== null) ?? null
  );
}

/** The cgroup v2 line of /proc/<pid>/cgroup; null where there is none. */
export function unifiedPathOf(cgroupFile: string): string | null {
  return /^0::(\/.*)$/m.exec(cgroupFile)?.[1] ?? null;
}

/**
 * The id of the container that hides its own path (a cgroup namespace): the runtime binds /etc/hostname and its like from
 * folders that carry it. containerd names only the pod's sandbox there, and Kubernetes nothing but the pod: then it is the
 * host name. null = nothing says that this is a container.
 */
export function ownContainerId(mountinfo: string, hostname: string): string | null {
  const found = [...mountinfo.matchAll(boundFile)];
  const own = found.find(([, folder]) => folder !== "sandboxes") ?? found[0];
  if (own?.[2] !== undefined) return own[2];
  if (/^[0-9a-f]{12}$|^[0-9a-f]{64}$/.test(hostname)) return hostname;
  return mountinfo.includes("/kubelet/pods/") && hostname !== "" ? hostname : null;
}
