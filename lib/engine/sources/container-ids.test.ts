import { expect, test } from "vitest";
import { containerIdOf, containerOfPath, ownContainerId, unifiedPathOf } from "#lib/engine/sources/container-ids";

const id = "0123456789abcdef".repeat(4);
const other = "fedcba9876543210".repeat(4);

test.each([
  ["Docker under systemd", `docker-${id}.scope`],
  ["Docker with the cgroupfs driver, and containerd below a pod", id],
  ["containerd under systemd", `cri-containerd-${id}.scope`],
  ["CRI-O", `crio-${id}.scope`],
  ["Podman", `libpod-${id}.scope`],
  ["Podman with split cgroups", `libpod-payload-${id}`],
  ["nerdctl under systemd", `nerdctl-${id}.scope`],
  ["containerd without systemd below a slice", `kubepods-besteffort-pod12.slice:cri-containerd:${id}`],
])("the cgroup of a container is known: %s", (_runtime, folder) => {
  expect(containerIdOf(folder)).toBe(id);
});

test.each([
  "system.slice",
  "docker",
  "kubepods-burstable-pod0d5a9d3c_6c1f_4b7e_9f0a_1d2e3f4a5b6c.slice",
  "pod0d5a9d3c-6c1f-4b7e-9f0a-1d2e3f4a5b6c",
  `crio-conmon-${id}.scope`,
  `libpod-conmon-${id}.scope`,
  "docker.service",
  "session-4.scope",
  id.slice(1),
  `${id}0`,
  id.toUpperCase(),
  "",
])("what is no container is none: %s", (folder) => {
  expect(containerIdOf(folder)).toBeNull();
});

test("a process belongs to the innermost container of its path", () => {
  expect(containerOfPath(`/system.slice/docker-${other}.scope/kubepods/burstable/pod1/${id}`)).toBe(id);
  expect(containerOfPath(`/machine.slice/libpod-${id}.scope/container`)).toBe(id);
  expect(containerOfPath("/user.slice/user-1000.slice/session-3.scope")).toBeNull();
});

test("the cgroup v2 line is found among those of cgroup v1", () => {
  expect(unifiedPathOf(`9:name=systemd:/\n4:memory:/docker/${other}\n0::/docker/${id}\n`)).toBe(`/docker/${id}`);
  expect(unifiedPathOf("4:memory:/docker/x\n")).toBeNull();
});

const line = (source: string, target: string) => `724 714 254:1 ${source} ${target} rw,relatime - ext4 /dev/vda1 rw\n`;

test.each([
  ["Docker", line(`/var/lib/docker/containers/${id}/hostname`, "/etc/hostname"), "web-1", id],
  [
    "Podman, whose path names storage and container",
    line(`/containers/storage/overlay-containers/${id}/userdata/hostname`, "/etc/hostname"),
    "web-1",
    id,
  ],
  [
    "containerd names the sandbox; a container's own id comes first",
    line(`/var/lib/containerd/io.containerd.grpc.v1.cri/sandboxes/${other}/hostname`, "/etc/hostname") +
      line(`/var/lib/docker/containers/${id}/resolv.conf`, "/etc/resolv.conf"),
    "web-1",
    id,
  ],
  ["a host name that is Docker's short id", "", "0123456789ab", "0123456789ab"],
  ["a pod", line("/var/lib/kubelet/pods/0d5a/etc-hosts", "/etc/hosts"), "web-7d4f-x2x", "web-7d4f-x2x"],
])(
  "the engine's own container is named by what the runtime bound into it: %s",
  (_runtime, mountinfo, hostname, own) => {
    expect(ownContainerId(mountinfo, hostname)).toBe(own);
  },
);

test("a cgroup namespace alone makes no container", () => {
  expect(ownContainerId(line("/", "/"), "machine-1")).toBeNull();
});
