//! Files as memory: the only place that maps a file, and the only one with unsafe code.
//!
//! Reading a page that another process has cut off the file raises SIGBUS, which would end the program. The
//! handler installed here puts zero pages in their place and notes the damage; [`Map::check`] then reports it.
#![expect(unsafe_code, reason = "mapping a file and answering SIGBUS are impossible without it")]

use std::fs::File;
use std::path::Path;

use super::error::FormatError;

/// Bytes that a processor fetches at a time.
#[cfg(target_arch = "x86_64")]
const CACHE_LINE: usize = 64;

/// Opens a regular file. Anything else is refused before it is opened: a pipe would wait for a writer.
pub(super) fn open_regular(path: &Path) -> Result<File, FormatError> {
    let failed = |error: std::io::Error| FormatError::io("cannot be opened", &error);
    if !std::fs::metadata(path).map_err(failed)?.is_file() {
        return Err(FormatError::invalid("this", "is not a regular file"));
    }
    File::open(path).map_err(failed)
}

/// A whole file, mapped for reading.
#[derive(Debug)]
pub struct Map {
    bytes: memmap2::Mmap,
    file: File,
    #[cfg(unix)]
    guard: &'static guard::Region,
}

impl Map {
    /// Maps the file at `path`. No byte of it is read.
    pub fn open(path: &Path) -> Result<Self, FormatError> {
        let file = open_regular(path)?;
        let length = file.metadata().map_or(0, |data| data.len());
        if length == 0 {
            return Err(FormatError::truncated("the file", 1, 0));
        }
        #[expect(clippy::disallowed_methods, reason = "this is the one place that maps")]
        // SAFETY: the map is private to this struct and only ever read. Another process may change the file
        // under it: values then change, which every reader tolerates because each length and offset is checked
        // against the map on use; shortening it is survived by the handler below.
        let bytes = unsafe { memmap2::MmapOptions::new().map(&file) }
            .map_err(|error| FormatError::io("cannot be mapped", &error))?;
        Ok(Self {
            #[cfg(unix)]
            guard: guard::watch(&bytes)?,
            bytes,
            file,
        })
    }

    /// The file's bytes as they were when it was mapped; those cut off since read as zero.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Says that all of the file will be read. What of it is not in memory yet then comes in pages of 2 MiB where the
    /// system has them, which for this reading and all later ones saves a fault and a page walk for each 4 KiB.
    pub(super) fn expect_all(&self) {
        #[cfg(target_os = "linux")]
        // Refused where there are no such pages, which only costs time.
        let _ = self.bytes.advise(memmap2::Advice::HugePage);
    }

    /// Gives the memory through which the file was read back to the system, which a program's end would wait for. What
    /// is read afterwards is the same.
    pub(super) fn let_go(&self) {
        #[cfg(unix)]
        // SAFETY: the map is of a file and never written to: its pages hold what the file does, before and after.
        let _ = unsafe { self.bytes.unchecked_advise(memmap2::UncheckedAdvice::DontNeed) };
    }

    /// What the system says about the file now.
    pub fn metadata(&self) -> Option<std::fs::Metadata> {
        self.file.metadata().ok()
    }

    /// Fails if bytes were cut off the file since it was mapped, so that zeros are not taken for activity.
    pub fn check(&self) -> Result<(), FormatError> {
        let had = self.bytes.len() as u64;
        let now = self.file.metadata().map_or(had, |data| data.len());
        #[cfg(unix)]
        let now = self.guard.damaged_from().map_or(now, |at| now.min(at as u64));
        if now < had {
            return Err(FormatError::Shrunk { had, has: now });
        }
        Ok(())
    }
}

/// How many bytes of a file the system can be expected to keep in memory: half of what it says is available, and at most
/// 8 GiB; 0 where it does not say.
pub(super) fn most_kept() -> usize {
    const MOST: usize = 8 << 30;
    let said = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let available = said.lines().find_map(|line| line.strip_prefix("MemAvailable:"));
    let kib = available.and_then(|rest| rest.split_whitespace().next()?.parse::<usize>().ok());
    (kib.unwrap_or(0).saturating_mul(1024) / 2).min(MOST)
}

/// Asks the processor to bring these bytes into its cache; on others than x86-64 that is left to it.
pub(super) fn prefetch(bytes: &[u8]) {
    #[cfg(target_arch = "x86_64")]
    for line in bytes.chunks(CACHE_LINE) {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        // SAFETY: a prefetch reads nothing that the program sees and cannot fault; every x86-64 has it.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(line.as_ptr().cast()) };
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = bytes;
}

/// Numbers that are all 0 and take no memory until they are written to.
///
/// Where the system has them they lie in huge pages: a page fault for each 4 KiB would take longer than the sums that
/// are written there.
#[derive(Debug)]
pub struct Zeros {
    bytes: memmap2::MmapMut,
    len: usize,
}

impl Zeros {
    /// `len` zeros; an error when the system refuses so much memory.
    pub fn new(len: usize) -> Result<Self, FormatError> {
        let failed = |error: std::io::Error| FormatError::io("memory for the sums", &error);
        let size = len.saturating_mul(size_of::<f64>()).max(1);
        let bytes = memmap2::MmapMut::map_anon(size).map_err(failed)?;
        #[cfg(target_os = "linux")]
        // Refused where huge pages are switched off, which only costs time.
        let _ = bytes.advise(memmap2::Advice::HugePage);
        Ok(Self { bytes, len })
    }
}

impl AsRef<[f64]> for Zeros {
    fn as_ref(&self) -> &[f64] {
        let bytes = self.bytes.get(..self.len * size_of::<f64>());
        bytemuck::try_cast_slice(bytes.unwrap_or_default()).unwrap_or_default()
    }
}

impl AsMut<[f64]> for Zeros {
    fn as_mut(&mut self) -> &mut [f64] {
        let bytes = self.bytes.get_mut(..self.len * size_of::<f64>());
        bytemuck::try_cast_slice_mut(bytes.unwrap_or_default()).unwrap_or_default()
    }
}

#[cfg(unix)]
impl Drop for Map {
    fn drop(&mut self) {
        self.guard.release();
    }
}

/// The SIGBUS handler and the list of regions it may repair.
#[cfg(unix)]
mod guard {
    use std::mem::MaybeUninit;
    use std::ptr;
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicPtr, AtomicUsize, Ordering};

    use super::FormatError;

    /// A mapped range. Regions are never freed, only reused, so that the handler may walk them at any time.
    #[derive(Debug)]
    pub(super) struct Region {
        start: AtomicUsize,
        len: AtomicUsize,
        /// Offset of the first repaired page plus one; 0 while whole.
        damage: AtomicUsize,
        next: AtomicPtr<Region>,
    }

    static REGIONS: AtomicPtr<Region> = AtomicPtr::new(ptr::null_mut());
    static PAGE: AtomicUsize = AtomicUsize::new(4096);

    impl Region {
        pub(super) fn damaged_from(&self) -> Option<usize> {
            self.damage.load(Ordering::Acquire).checked_sub(1)
        }

        pub(super) fn release(&self) {
            self.len.store(0, Ordering::Release);
            self.start.store(0, Ordering::Release);
        }

        /// Takes a free region for `start..start + len`; fails if somebody else was faster.
        fn claim(&self, start: usize, len: usize) -> bool {
            let free = self.start.compare_exchange(0, start, Ordering::AcqRel, Ordering::Relaxed);
            if free.is_ok() {
                self.damage.store(0, Ordering::Release);
                self.len.store(len, Ordering::Release);
            }
            free.is_ok()
        }
    }

    /// Puts `bytes` under the handler's care until [`Region::release`].
    pub(super) fn watch(bytes: &[u8]) -> Result<&'static Region, FormatError> {
        static INSTALLED: OnceLock<bool> = OnceLock::new();
        if !*INSTALLED.get_or_init(install) {
            let error = std::io::Error::last_os_error();
            return Err(FormatError::io("no handler for truncated files", &error));
        }
        let (start, len) = (bytes.as_ptr() as usize, bytes.len());
        if let Some(free) = regions().find(|region| region.claim(start, len)) {
            return Ok(free);
        }
        let region: &'static Region = Box::leak(Box::new(Region {
            start: AtomicUsize::new(start),
            len: AtomicUsize::new(len),
            damage: AtomicUsize::new(0),
            next: AtomicPtr::new(ptr::null_mut()),
        }));
        let mut head = REGIONS.load(Ordering::Acquire);
        loop {
            region.next.store(head, Ordering::Release);
            let address = ptr::from_ref(region).cast_mut();
            match REGIONS.compare_exchange(head, address, Ordering::AcqRel, Ordering::Acquire) {
                Ok(_) => return Ok(region),
                Err(newer) => head = newer,
            }
        }
    }

    fn regions() -> impl Iterator<Item = &'static Region> {
        let mut at = REGIONS.load(Ordering::Acquire);
        std::iter::from_fn(move || {
            // SAFETY: every pointer in the list comes from `Box::leak` above and is never freed.
            let region = unsafe { at.as_ref() }?;
            at = region.next.load(Ordering::Acquire);
            Some(region)
        })
    }

    /// Installs the handler; whether that worked.
    fn install() -> bool {
        // SAFETY: `sysconf` only reads; the action is fully initialized before it is installed, and the handler
        // calls nothing but `mmap`, `sigaction` and atomics, all safe inside a signal.
        unsafe {
            if let Ok(page) = usize::try_from(libc::sysconf(libc::_SC_PAGESIZE)) {
                PAGE.store(page, Ordering::Relaxed);
            }
            let mut action = MaybeUninit::<libc::sigaction>::zeroed().assume_init();
            action.sa_sigaction = on_bus_error as *const () as usize;
            action.sa_flags = libc::SA_SIGINFO | libc::SA_ONSTACK;
            libc::sigemptyset(&raw mut action.sa_mask);
            libc::sigaction(libc::SIGBUS, &raw const action, ptr::null_mut()) == 0
        }
    }

    /// Replaces the pages from the fault to the end of its region by zeros; for a fault elsewhere, steps aside.
    extern "C" fn on_bus_error(
        _signal: libc::c_int,
        info: *mut libc::siginfo_t,
        _context: *mut libc::c_void,
    ) {
        // SAFETY: the kernel passes a valid `siginfo_t` to a SA_SIGINFO handler.
        let fault = unsafe { (*info).si_addr() } as usize;
        let hit = regions().find(|region| {
            let (start, len) =
                (region.start.load(Ordering::Acquire), region.len.load(Ordering::Acquire));
            fault >= start && fault - start < len
        });
        if !hit.is_some_and(|region| repair(region, fault)) {
            // SAFETY: restores the default action, under which the repeated fault ends the process as usual.
            unsafe {
                let mut action = MaybeUninit::<libc::sigaction>::zeroed().assume_init();
                action.sa_sigaction = libc::SIG_DFL;
                libc::sigaction(libc::SIGBUS, &raw const action, ptr::null_mut());
            }
        }
    }

    fn repair(region: &Region, fault: usize) -> bool {
        let start = region.start.load(Ordering::Acquire);
        let len = region.len.load(Ordering::Acquire);
        let page = PAGE.load(Ordering::Relaxed);
        let from = fault - fault % page;
        let end = (start + len).next_multiple_of(page);
        let offset = from.saturating_sub(start);
        // Noted before the zeros are there, so that nobody can read them without being told.
        region
            .damage
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, |seen| {
                (seen == 0 || offset + 1 < seen).then_some(offset + 1)
            })
            .ok();
        // SAFETY: `from..end` lies inside one of our own mappings, on page boundaries; readers hold only shared
        // borrows of it, and zeros are valid bytes.
        let zeros = unsafe {
            libc::mmap(
                from as *mut libc::c_void,
                end - from,
                libc::PROT_READ,
                libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_FIXED,
                -1,
                0,
            )
        };
        zeros != libc::MAP_FAILED
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn a_file_cut_while_mapped_reads_as_zeros_and_says_so() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(&vec![7; 64 * 1024]).unwrap();
        let map = Map::open(file.path()).unwrap();
        assert_eq!(map.check(), Ok(()));
        file.as_file().set_len(8192).unwrap();
        let sum: u64 = map.bytes().iter().map(|&byte| u64::from(byte)).sum();
        assert_eq!(sum, 7 * 8192);
        assert_eq!(map.check(), Err(FormatError::Shrunk { had: 65536, has: 8192 }));
    }

    #[test]
    fn damage_is_remembered_when_the_file_grows_back() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(&vec![7; 64 * 1024]).unwrap();
        let map = Map::open(file.path()).unwrap();
        file.as_file().set_len(4096).unwrap();
        assert_eq!(map.bytes()[40_000], 0);
        file.as_file().set_len(64 * 1024).unwrap();
        assert!(map.check().is_err());
    }

    #[test]
    fn a_file_replaced_by_rename_keeps_its_old_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        std::fs::write(&path, [1; 9000]).unwrap();
        let map = Map::open(&path).unwrap();
        let newer = folder.path().join("b");
        std::fs::write(&newer, [2; 10]).unwrap();
        std::fs::rename(&newer, &path).unwrap();
        assert!(map.bytes().iter().all(|&byte| byte == 1));
        assert_eq!(map.check(), Ok(()));
    }

    #[test]
    fn empty_files_and_folders_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("empty");
        std::fs::write(&path, []).unwrap();
        assert!(matches!(Map::open(&path), Err(FormatError::Truncated { .. })));
        assert!(matches!(Map::open(folder.path()), Err(FormatError::Invalid { .. })));
    }
}
