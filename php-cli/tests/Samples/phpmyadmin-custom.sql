-- phpMyAdmin SQL Dump
-- version 5.2.1deb1+deb12u1
-- https://www.phpmyadmin.net/
--
-- Host: localhost
-- Generation Time: Nov 24, 2026 at 02:38 PM
-- Server version: 10.11.19-MariaDB-0+deb12u1
-- PHP Version: 8.2.36

SET FOREIGN_KEY_CHECKS=0;
SET SQL_MODE = "NO_AUTO_VALUE_ON_ZERO";
START TRANSACTION;
SET time_zone = "+00:00";


/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!40101 SET @OLD_CHARACTER_SET_RESULTS=@@CHARACTER_SET_RESULTS */;
/*!40101 SET @OLD_COLLATION_CONNECTION=@@COLLATION_CONNECTION */;
/*!40101 SET NAMES utf8mb4 */;

--
-- Database: `example`
--

-- --------------------------------------------------------

--
-- Table structure for table `wp_children`
--
-- Creation: Nov 24, 2026 at 02:38 PM
-- Last update: Nov 24, 2026 at 02:38 PM
--

DROP TABLE IF EXISTS `wp_children`;
CREATE TABLE IF NOT EXISTS `wp_children` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `parent_id` int(11) NOT NULL,
  `raw` varbinary(40) DEFAULT NULL,
  `seen` timestamp NOT NULL DEFAULT current_timestamp(),
  PRIMARY KEY (`id`),
  KEY `parent_id` (`parent_id`)
) ENGINE=InnoDB AUTO_INCREMENT=2 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

--
-- Dumping data for table `wp_children`
--

INSERT IGNORE INTO `wp_children` (`id`, `parent_id`, `raw`, `seen`) VALUES
(1, 1, 0x00ff1a275c80, '2026-07-01 12:00:00');

-- --------------------------------------------------------

--
-- Table structure for table `wp_empty`
--
-- Creation: Nov 24, 2026 at 02:38 PM
--

DROP TABLE IF EXISTS `wp_empty`;
CREATE TABLE IF NOT EXISTS `wp_empty` (
  `id` int(11) NOT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- --------------------------------------------------------

--
-- Table structure for table `wp_links`
--
-- Creation: Nov 24, 2026 at 02:38 PM
-- Last update: Nov 24, 2026 at 02:38 PM
--

DROP TABLE IF EXISTS `wp_links`;
CREATE TABLE IF NOT EXISTS `wp_links` (
  `link_id` bigint(20) UNSIGNED NOT NULL AUTO_INCREMENT,
  `link_url` varchar(40) NOT NULL DEFAULT '',
  PRIMARY KEY (`link_id`)
) ENGINE=InnoDB AUTO_INCREMENT=2 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

--
-- Dumping data for table `wp_links`
--

INSERT IGNORE INTO `wp_links` (`link_id`, `link_url`) VALUES
(1, 'https://www.example.com/12345678');

-- --------------------------------------------------------

--
-- Table structure for table `wp_options`
--
-- Creation: Nov 24, 2026 at 02:38 PM
-- Last update: Nov 24, 2026 at 02:38 PM
--

DROP TABLE IF EXISTS `wp_options`;
CREATE TABLE IF NOT EXISTS `wp_options` (
  `option_id` bigint(20) UNSIGNED NOT NULL AUTO_INCREMENT,
  `option_name` varchar(191) NOT NULL DEFAULT '',
  `option_value` longtext NOT NULL,
  `autoload` varchar(20) NOT NULL DEFAULT 'yes',
  PRIMARY KEY (`option_id`),
  UNIQUE KEY `option_name` (`option_name`)
) ENGINE=InnoDB AUTO_INCREMENT=6 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

--
-- Dumping data for table `wp_options`
--

INSERT IGNORE INTO `wp_options` (`option_id`, `option_name`, `option_value`, `autoload`) VALUES
(1, 'siteurl', 'https://www.example.com', 'yes'),
(2, 'home', 'https://www.example.com', 'yes'),
(3, 'blog_public', '1', 'yes');
INSERT IGNORE INTO `wp_options` (`option_id`, `option_name`, `option_value`, `autoload`) VALUES
(4, 'widget_text', 'a:2:{i:2;a:2:{s:4:\"text\";s:46:\"See https://www.example.com/about, it\'s \"ours\"\";s:27:\"https://www.example.com/key\";b:1;}s:6:\"nested\";s:43:\"a:1:{i:0;s:25:\"https://www.example.com/x\";}\";}', 'yes');
INSERT IGNORE INTO `wp_options` (`option_id`, `option_name`, `option_value`, `autoload`) VALUES
(5, 'json', '{\"u\":\"https:\\/\\/www.example.com\\/\\u00fc\"}', 'no');

-- --------------------------------------------------------

--
-- Table structure for table `wp_parents`
--
-- Creation: Nov 24, 2026 at 02:38 PM
-- Last update: Nov 24, 2026 at 02:38 PM
--

DROP TABLE IF EXISTS `wp_parents`;
CREATE TABLE IF NOT EXISTS `wp_parents` (
  `id` int(11) NOT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

--
-- Dumping data for table `wp_parents`
--

INSERT IGNORE INTO `wp_parents` (`id`) VALUES
(1);

-- --------------------------------------------------------

--
-- Table structure for table `wp_postmeta`
--
-- Creation: Nov 24, 2026 at 02:38 PM
-- Last update: Nov 24, 2026 at 02:38 PM
--

DROP TABLE IF EXISTS `wp_postmeta`;
CREATE TABLE IF NOT EXISTS `wp_postmeta` (
  `meta_id` bigint(20) UNSIGNED NOT NULL AUTO_INCREMENT,
  `post_id` bigint(20) UNSIGNED NOT NULL DEFAULT 0,
  `meta_key` varchar(255) DEFAULT NULL,
  `meta_value` longtext DEFAULT NULL,
  PRIMARY KEY (`meta_id`),
  KEY `post_id` (`post_id`),
  KEY `meta_key` (`meta_key`(191))
) ENGINE=InnoDB AUTO_INCREMENT=3 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

--
-- Dumping data for table `wp_postmeta`
--

INSERT IGNORE INTO `wp_postmeta` (`meta_id`, `post_id`, `meta_key`, `meta_value`) VALUES
(1, 1, '_wp_attachment_metadata', 'a:2:{s:4:\"file\";s:13:\"2026/01/a.jpg\";s:3:\"url\";s:29:\"https://www.example.com/a.jpg\";}'),
(2, 1, 'null', NULL);

-- --------------------------------------------------------

--
-- Table structure for table `wp_posts`
--
-- Creation: Nov 24, 2026 at 02:38 PM
-- Last update: Nov 24, 2026 at 02:38 PM
--

DROP TABLE IF EXISTS `wp_posts`;
CREATE TABLE IF NOT EXISTS `wp_posts` (
  `ID` bigint(20) UNSIGNED NOT NULL AUTO_INCREMENT,
  `post_date` datetime NOT NULL DEFAULT '0000-00-00 00:00:00',
  `post_content` longtext NOT NULL,
  `guid` varchar(255) NOT NULL DEFAULT '',
  PRIMARY KEY (`ID`)
) ENGINE=InnoDB AUTO_INCREMENT=2 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

--
-- Dumping data for table `wp_posts`
--

INSERT IGNORE INTO `wp_posts` (`ID`, `post_date`, `post_content`, `guid`) VALUES
(0, '0000-00-00 00:00:00', 'zero', 'https://www.example.com/?p=0'),
(1, '2026-01-02 03:04:05', '<a href=\"https://www.example.com/a\">a</a>\r\nit\'s \\ 100 % 😀', 'https://www.example.com/?p=1');

--
-- Constraints for dumped tables
--

--
-- Constraints for table `wp_children`
--
ALTER TABLE `wp_children`
  ADD CONSTRAINT `wp_child_parent` FOREIGN KEY (`parent_id`) REFERENCES `wp_parents` (`id`) ON DELETE CASCADE;
SET FOREIGN_KEY_CHECKS=1;
COMMIT;

/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;
/*!40101 SET CHARACTER_SET_RESULTS=@OLD_CHARACTER_SET_RESULTS */;
/*!40101 SET COLLATION_CONNECTION=@OLD_COLLATION_CONNECTION */;
