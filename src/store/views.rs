//! Where the user was with some recordings: a small file for each set of them, of which the newest ones are kept.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::setting::read_regular;
use super::{folder, stable_hash, state_folder};
use crate::text::shown_path;

/// Sets of recordings whose views are kept; of more those not written for longest are forgotten.
const MOST_VIEWS: usize = 200;
/// A larger file was not written by this program.
const MOST_BYTES: u64 = 64 << 10;
/// The ending of the files.
const ENDING: &str = "view";
/// What stands above the view; a line that begins with `#` is passed over.
const HEAD: &str = "\
# Where deephys was left with the recordings below: the next start on them begins there, unless with --fresh.
";
/// What stands before each recording.
const OF: &str = "# of ";

/// The view of one set of recordings, whatever the order in which they are named.
#[derive(Debug, Clone)]
pub struct KeptView {
    folder: Option<PathBuf>,
    /// The recordings as they stand in the file.
    of: Vec<String>,
    name: String,
}

impl KeptView {
    /// The view of recordings by their paths, in `views` within the user's state folder.
    pub fn of_user(paths: &[PathBuf]) -> Self {
        Self::within(state_folder().map(|folder| folder.join("views")), paths)
    }

    /// The same in a folder, which the first [`KeptView::write`] makes.
    pub fn within(folder: Option<PathBuf>, paths: &[PathBuf]) -> Self {
        let canonical = |path: &PathBuf| path.canonicalize().unwrap_or_else(|_| path.clone());
        let mut paths: Vec<PathBuf> = paths.iter().map(canonical).collect();
        paths.sort();
        paths.dedup();
        let name = format!("{:016x}.{ENDING}", hash(&paths));
        Self { folder, of: paths.iter().map(|path| shown_path(path)).collect(), name }
    }

    /// The view; `None` if none was kept. An error if the file cannot be read or holds none.
    pub fn read(&self) -> io::Result<Option<String>> {
        let Some(path) = self.path() else { return Ok(None) };
        let Some(bytes) = read_regular(&path, MOST_BYTES)? else { return Ok(None) };
        let text = String::from_utf8(bytes).map_err(|_| io::Error::other("the file is no text"))?;
        if !text.lines().filter_map(|line| line.strip_prefix(OF)).eq(self.of.iter()) {
            // Other recordings whose name is the same by chance, or by somebody's hand.
            return Ok(None);
        }
        let mut views = text.lines().map(str::trim).filter(|line| !line.starts_with('#'));
        let view = views.find(|line| !line.is_empty());
        view.map(|view| Some(view.to_owned()))
            .ok_or_else(|| io::Error::other("the file holds no view"))
    }

    /// Keeps a view of one line in place of the one before. An error without a folder, too.
    pub fn write(&self, view: &str) -> io::Result<()> {
        let (Some(folder), Some(path)) = (&self.folder, self.path()) else {
            return Err(io::Error::other("there is no folder for it; set HOME"));
        };
        folder::create(folder)?;
        folder::remove_abandoned(folder, SystemTime::now());
        let is_new = !path.exists();
        folder::write(folder, &path, folder::Readers::Owner, |file| {
            let of: Vec<String> = self.of.iter().map(|of| format!("{OF}{of}\n")).collect();
            file.write_all(format!("{HEAD}{view}\n{}", of.concat()).as_bytes())?;
            file.sync_all()
        })?;
        if is_new {
            folder::keep_newest(folder, ENDING, MOST_VIEWS);
        }
        Ok(())
    }

    /// Where it is kept, safe to show.
    pub fn shown_path(&self) -> String {
        self.path().as_deref().map_or_else(String::new, shown_path)
    }

    fn path(&self) -> Option<PathBuf> {
        self.folder.as_ref().map(|folder| folder.join(&self.name))
    }
}

/// A number for paths, the same at every start.
fn hash(paths: &[PathBuf]) -> u64 {
    // No path holds a zero byte.
    let bytes = |path: &Path| [path.as_os_str().as_encoded_bytes(), &[0]].concat();
    let bytes = paths.iter().flat_map(|path| bytes(path));
    stable_hash(bytes.map(u64::from))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::time::Duration;

    use super::*;

    fn view(folder: &Path, paths: &[&str]) -> KeptView {
        let paths: Vec<PathBuf> = paths.iter().map(PathBuf::from).collect();
        KeptView::within(Some(folder.join("a/views")), &paths)
    }

    #[test]
    fn a_set_of_recordings_has_one_view_in_any_order() {
        let folder = tempfile::tempdir().unwrap();
        let one = view(folder.path(), &["/r/one.npz", "/r/two.npz"]);
        assert_eq!(one.read().unwrap(), None);
        one.write("linear1/3").unwrap();
        one.write("linear1/17?pane=table").unwrap();
        let same = view(folder.path(), &["/r/two.npz", "/r/one.npz"]);
        assert_eq!(same.read().unwrap().as_deref(), Some("linear1/17?pane=table"));
        for others in [&["/r/one.npz"][..], &["/r/one.npz", "/r/two.npz", "/r/three.npz"], &[]] {
            assert_eq!(view(folder.path(), others).read().unwrap(), None, "{others:?}");
        }
        let text = fs::read_to_string(one.path().unwrap()).unwrap();
        assert!(text.ends_with("\nlinear1/17?pane=table\n# of /r/one.npz\n# of /r/two.npz\n"));
    }

    #[test]
    fn another_way_to_the_same_file_is_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("one.npz");
        fs::write(&path, "").unwrap();
        let around = folder.path().join(".").join("one.npz");
        let name = |path: &PathBuf| KeptView::within(None, std::slice::from_ref(path)).name;
        assert_eq!(name(&path), name(&around));
    }

    #[test]
    fn a_damaged_file_is_an_error_and_another_set_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let kept = view(folder.path(), &["/r/one.npz"]);
        kept.write("linear1/3").unwrap();
        let path = kept.path().unwrap();
        fs::write(&path, "linear1/3\n# of /r/other.npz\n").unwrap();
        assert_eq!(kept.read().unwrap(), None);
        for (damage, told) in [
            (b"\xff".to_vec(), "the file is no text"),
            (b"# of /r/one.npz\n".to_vec(), "the file holds no view"),
            (vec![b'a'; 70 << 10], "the file is too large"),
        ] {
            fs::write(&path, damage).unwrap();
            assert_eq!(kept.read().unwrap_err().to_string(), told);
        }
        kept.write("linear1/4").unwrap();
        assert_eq!(kept.read().unwrap().as_deref(), Some("linear1/4"));
    }

    #[test]
    fn without_a_folder_nothing_is_kept_and_that_is_said() {
        let kept = KeptView::within(None, &[]);
        assert_eq!(kept.read().unwrap(), None);
        assert!(kept.write("x").unwrap_err().to_string().contains("set HOME"));
    }

    #[test]
    fn of_many_views_the_oldest_goes() {
        let folder = tempfile::tempdir().unwrap();
        let of = |number: usize| view(folder.path(), &[&format!("/r/{number}")]);
        for number in 0..MOST_VIEWS {
            of(number).write("linear1/0").unwrap();
        }
        let file = fs::File::open(of(7).path().unwrap()).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_hours(2)).unwrap();
        of(MOST_VIEWS).write("linear1/1").unwrap();
        assert_eq!(of(7).read().unwrap(), None);
        assert_eq!(folder.path().join("a/views").read_dir().unwrap().count(), MOST_VIEWS);
        assert_eq!(of(MOST_VIEWS).read().unwrap().as_deref(), Some("linear1/1"));
    }
}
